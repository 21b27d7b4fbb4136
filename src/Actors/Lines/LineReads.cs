namespace GpioHub.Actors.Lines;

/// <summary>GET_VALUE of one line where nothing of the line changes by it: most requests of a guest that polls.</summary>
/// <remarks>Who takes the request from the ring asks here, and has the answer with no message to the line's actor. The committed state is
/// enough for it: reads wait behind every request of the line that waits (VG-D-14). Guest's reactor only; allocates nothing.</remarks>
internal sealed class LineReads(LineStore store, LineInbox inbox, RefusalNotes refusals)
{
    /// <summary>The level to answer with; the request counts as decided.</summary>
    /// <returns>null = the line's actor decides it.</returns>
    public bool? Now()
    {
        // after a refusal the chip's next answer is news to the actor
        if (!inbox.IsIdle || refusals.OfChip is not null || !store.State.ReadsAtOnce(store.Rules)) return null;
        if (store.Mapping is not { Desk: { } desk } mapping || desk.Read(mapping) is not { } level) return null;
        store.Requests++;
        return level;
    }
}
