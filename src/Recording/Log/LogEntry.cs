namespace GpioHub.Recording.Log;

/// <summary>A record of the log, decoded.</summary>
/// <param name="Seq">The event's number; numbers are dense over the whole hub, so one that is missing was overwritten.</param>
/// <param name="Ns">CLOCK_MONOTONIC, nanoseconds.</param>
/// <param name="Level">Edge: the level after it, as readers see it.</param>
/// <param name="Source">Number in the log's table of sources.</param>
/// <param name="Tail">Edge: its cause. <see cref="Count"/> of others.</param>
public readonly record struct LogEntry(long Seq, long Ns, LogKind Kind, bool Level, int Source, ushort Tail)
{
    /// <summary>The most that a record counts; more are as many.</summary>
    public const int MostCounted = LogCause.Most;

    /// <summary>Edge: who caused it.</summary>
    public LogCause Cause => Kind == LogKind.Edge ? new LogCause(Tail) : LogCause.None;

    /// <summary>Events that the record stands for.</summary>
    public int Count => Kind is LogKind.Lost or LogKind.Coalesced ? Tail : 1;
}
