namespace GpioHub.Recording.Log;

/// <summary>A record of the log as it lies in memory: two words.</summary>
/// <remarks>
/// <code>
///   word 0:  nanoseconds of CLOCK_MONOTONIC
///   word 1:  63      60   59     58      45 44        25 24        0
///            | kind   | level  | tail     | source     | number    |
/// </code>
/// Of the number only the lower <see cref="NumberBits"/> are there. A writer that was quiet for longer than they can tell writes an anchor
/// first: a record without a number, whose word 0 is the whole number of the next one.
/// </remarks>
public static class LogRecord
{
    /// <summary>Words of a record.</summary>
    public const int Words = 2;

    public const int NumberBits = 25;

    /// <summary>Numbers between two records of one writer from which on an anchor stands between them.</summary>
    public const long AnchorGap = 1L << (NumberBits - 1);

    private const int SourceShift = 25, TailShift = 45, LevelShift = 59, KindShift = 60;
    private const ulong NumberMask = (1ul << NumberBits) - 1;
    private const ulong AnchorKind = 15;

    public static ulong Anchor => AnchorKind << KindShift;

    /// <param name="source">0 … <see cref="LogSource.Most"/>.</param>
    /// <param name="tail">0 … <see cref="LogCause.Most"/>.</param>
    public static ulong Pack(LogKind kind, bool level, int source, ushort tail, long seq) =>
        ((ulong)kind << KindShift) | ((level ? 1ul : 0) << LevelShift) | ((ulong)(tail & LogCause.Most) << TailShift)
        | ((ulong)(source & LogSource.Most) << SourceShift) | ((ulong)seq & NumberMask);

    public static bool IsAnchor(ulong word) => word >> KindShift == AnchorKind;

    /// <param name="last">The number of the record before, or one that is at most <see cref="AnchorGap"/> below this one's.</param>
    public static LogEntry Unpack(ulong ns, ulong word, long last)
    {
        long next = last + 1;
        long seq = next + (long)((word - (ulong)next) & NumberMask);
        return new LogEntry(seq, (long)ns, (LogKind)(word >> KindShift), ((word >> LevelShift) & 1) != 0,
            (int)(word >> SourceShift) & LogSource.Most, (ushort)((word >> TailShift) & LogCause.Most));
    }
}
