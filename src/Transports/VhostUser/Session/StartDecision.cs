namespace GpioHub.Transports.VhostUser;

/// <summary>What the start of a device's first ring means for its lines.</summary>
public enum StartVerdict
{
    /// <summary>The same driver goes on: lines keep direction, value, interrupt type and latch (VU-46).</summary>
    Resume,

    /// <summary>A driver starts from nothing: lines to their initial state (VU-47).</summary>
    NewSession,
}

/// <summary>What is known of one ring at the moment the first ring starts.</summary>
/// <param name="AtFirstBase">SET_VRING_BASE since all rings were stopped was that of a ring that begins: 0, packed 0x80008000.</param>
/// <param name="UsedIndex">used.idx as it stands in guest memory; packed 0: it is nowhere.</param>
/// <param name="LastUsedIndex">
/// used.idx when this process last stopped the ring, over all connections: also its answer to GET_VRING_BASE, but not the next avail index
/// of a connection that dropped with chains in flight. null: never stopped.
/// </param>
/// <param name="CompletedChains">This process has completed chains of this ring since the last new session.</param>
/// <param name="LastUsedEntryZero">All eight bytes of used.ring[size − 1] are zero: what a freshly allocated ring looks like.</param>
public readonly record struct RingStartFacts(bool AtFirstBase, ushort UsedIndex, ushort? LastUsedIndex, bool CompletedChains,
    bool LastUsedEntryZero);

/// <summary>The decision between a new driver session and a resumed one: stop, pause and reset look alike on the wire (VU-47,
/// VU-47a).</summary>
public static class StartDecision
{
    /// <summary>Decides once, at the first ring that becomes started and enabled after all were stopped.</summary>
    /// <param name="rings">The rings that got a SET_VRING_BASE since all were stopped; at least the one that starts. With none, nothing
    /// indicates a new driver.</param>
    /// <returns><see cref="StartVerdict.NewSession"/> if every ring looks untouched.</returns>
    public static StartVerdict Decide(ReadOnlySpan<RingStartFacts> rings)
    {
        foreach (RingStartFacts ring in rings)
        {
            if (!LooksUntouched(ring)) return StartVerdict.Resume;
        }
        return rings.IsEmpty ? StartVerdict.Resume : StartVerdict.NewSession;
    }

    private static bool LooksUntouched(RingStartFacts ring)
    {
        if (!ring.AtFirstBase || ring.UsedIndex != 0) return false;
        // Both are 0 again after 65,536·k completions; then only the ring's last entry tells.
        bool mayHaveWrapped = ring.LastUsedIndex == 0 && ring.CompletedChains;
        return !mayHaveWrapped || ring.LastUsedEntryZero;
    }
}
