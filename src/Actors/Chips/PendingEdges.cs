using GpioHub.Actors.Lines;

namespace GpioHub.Actors.Chips;

/// <summary>Edges of one net not yet told to one guest line: a preallocated record that is in the line's mailbox at most once, so
/// that no storm fills it.</summary>
/// <remarks>
/// The chip's reactor adds, the line's takes; no lock, no allocation. An edge that is added is either taken with those before it or makes
/// its caller tell the line: one exchange decides. Until the line is told it writes nothing, so that the chip needs no exchange for the
/// first edge, nor for a level that nobody waits for. After a restart the record may be in a mailbox twice; the second one finds nothing.
/// </remarks>
public sealed class PendingEdges : LineProtocol.ILineMessage
{
    private ulong _word;

    /// <summary>The net's level after the last change; live, whether or not edges are pending.
    /// Any thread reads it, the chip's writes it.</summary>
    public bool Level
    {
        get => Now.Level;
        internal set
        {
            EdgeWord before;
            do before = Now;
            while (!Became(before, before.Show(value)));
        }
    }

    /// <summary>The line has been told, and has not taken the edges yet. Any thread.</summary>
    public bool Told => Now.Told;

    /// <summary>What is pending at this moment. Any thread.</summary>
    internal EdgeWord Now => new(Volatile.Read(ref _word));

    /// <summary>Adds one edge. On the chip's reactor.</summary>
    /// <returns>true = not in the line's mailbox yet: tell it.</returns>
    internal bool Add(bool level, uint generation) => Add(level ? 1 : 0, level ? 0 : 1, level, generation);

    /// <summary>Adds edges, the last of them to <paramref name="level"/>; or none: then the line only hears what the level is.
    /// On the chip's reactor.</summary>
    /// <returns>true = not in the line's mailbox yet: tell it.</returns>
    internal bool Add(int rising, int falling, bool level, uint generation)
    {
        EdgeWord before;
        do before = Now;
        while (!Became(before, before.Add(rising, falling, level, generation)));
        return !before.Told;
    }

    /// <summary>Empties the record. On the reactor of the line that now looks at it.</summary>
    /// <returns>What was pending: edges, their watch, and the level after the last of them.</returns>
    internal EdgeWord Take()
    {
        EdgeWord before;
        do before = Now;
        while (before.Told && !Exchanged(before, before.Emptied()));
        return before;
    }

    /// <summary>The chip's side of it.</summary>
    private bool Became(EdgeWord before, EdgeWord after)
    {
        if (before.Told) return Exchanged(before, after);
        Volatile.Write(ref _word, after.Bits);
        return true;
    }

    /// <summary>Of the two writers one succeeds each time, so neither tries for long.</summary>
    private bool Exchanged(EdgeWord before, EdgeWord after) =>
        Interlocked.CompareExchange(ref _word, after.Bits, before.Bits) == before.Bits;
}
