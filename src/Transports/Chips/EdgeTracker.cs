namespace GpioHub.Transports.Chips;

/// <summary>Edges that one kernel event stands for.</summary>
/// <param name="Rising">0 or more.</param>
/// <param name="Falling">0 or more.</param>
/// <param name="Level">The level after the last of them.</param>
/// <param name="Lost">Edges that the kernel had no room to tell; contained in <paramref name="Rising"/> and
/// <paramref name="Falling"/>.</param>
public readonly record struct EdgeBurst(int Rising, int Falling, bool Level, int Lost)
{
    public bool IsEmpty => Rising + Falling == 0;
}

/// <summary>A machine that turns the kernel's numbered events of a line into edges; the line is watched for both edges. Pure.</summary>
/// <remarks>
/// The kernel reads the level in the interrupt's thread and names the event after it (GU-S4). Two changes before that read are one event.
/// Such an event shows the level that is known already, and so stands for both. An event with the level of the one before it never means
/// that nothing happened.
/// A gap in the numbers is a full queue (GU-09): its edges count as alternating, so that no watcher misses one.
/// </remarks>
public readonly record struct EdgeTracker
{
    /// <summary>The level after the last event, or when the watch began.</summary>
    public bool Level { get; private init; }

    /// <summary>The number of the last event.</summary>
    public uint LastSequence { get; private init; }

    /// <summary>As for <see cref="From"/>.</summary>
    public long FromNs { get; private init; }

    /// <summary>As for <see cref="From"/>.</summary>
    public long SureNs { get; private init; }

    /// <summary>A tracker that goes on where another was.</summary>
    public static EdgeTracker At(bool level, uint lastSequence, long fromNs, long sureNs) =>
        new() { Level = level, LastSequence = lastSequence, FromNs = fromNs, SureNs = sureNs };

    /// <summary>Begins to watch.</summary>
    /// <param name="level">As read between <paramref name="fromNs"/> and <paramref name="sureNs"/>, with the detector on.</param>
    /// <param name="fromNs">CLOCK_MONOTONIC before the level was read: events up to here belong to an older watch, or are in the level
    /// (GU-10).</param>
    /// <param name="sureNs">CLOCK_MONOTONIC after the level was read: an event between that shows this level is in it already, because the
    /// level was read after it.</param>
    public EdgeTracker From(bool level, long fromNs, long sureNs) => this with { Level = level, FromNs = fromNs, SureNs = sureNs };

    /// <summary>Takes the next event.</summary>
    /// <param name="burst">Its edges; none if it is older than the watch.</param>
    public EdgeTracker Take(in GpioLineEvent next, out EdgeBurst burst)
    {
        int lost = (int)Math.Min(next.Sequence - LastSequence - 1, (uint)short.MaxValue);
        burst = default;
        bool known = next.TimestampNs <= FromNs || (next.TimestampNs <= SureNs && next.Rising == Level && lost == 0);
        if (known) return this with { LastSequence = next.Sequence };

        // Edges of the gap alternate from the known level.
        int first = (lost + 1) / 2, second = lost / 2;
        var (rising, falling) = Level ? (second, first) : (first, second);
        bool level = Level ^ (lost % 2 == 1);
        bool twice = next.Rising == level && lost == 0;
        if (next.Rising || twice) rising++;
        if (!next.Rising || twice) falling++;
        burst = new EdgeBurst(rising, falling, next.Rising, lost);
        return this with { Level = next.Rising, LastSequence = next.Sequence };
    }
}
