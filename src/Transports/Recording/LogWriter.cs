using GpioHub.Recording.Log;
using GpioHub.Transports.Native;

namespace GpioHub.Transports.Recording;

/// <summary>One ring of the log, and its one writer: a reactor writes its events here, whoever reads. No lock, no allocation.</summary>
/// <remarks>
/// Readers copy a record and look afterwards whether it was still there. A writer overwrites the oldest records a block at a time: it says
/// first which block it is about to fill, with a fence behind, so a reader that copied a part of a new record sees that its block is gone.
/// </remarks>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification =
    "Its memory goes with it: a reader may still look when the hub has ended")]
public sealed class LogWriter
{
    /// <summary>Records of a block.</summary>
    internal const int Block = 512;

    private readonly EdgeLog _log;
    private readonly ZeroedMemory _memory;
    private readonly (long Seq, long Ns)[] _heads;             // of the first record of each block
    private readonly long _records;
    private long _claimed;                                     // records of all blocks that were begun, ever
    private long _written;                                     // records ever written
    private long _last;

    /// <param name="records">A power of two, at least two blocks.</param>
    internal LogWriter(EdgeLog log, int records)
    {
        (_log, _records) = (log, records);
        _memory = new ZeroedMemory(records * LogRecord.Words);
        _heads = new (long, long)[records / Block];
    }

    /// <summary>Records ever written; the place of the next one. Any thread.</summary>
    internal long Written => Volatile.Read(ref _written);

    /// <summary>The place of the oldest record that is not being overwritten. Any thread.</summary>
    internal long Oldest => Math.Max(0, Volatile.Read(ref _claimed) - _records);

    /// <summary>Bytes of records that are in use.</summary>
    internal long Bytes => Math.Min(Written, _records) * LogRecord.Words * sizeof(ulong);

    /// <summary>Writes an event.</summary>
    /// <param name="ns">CLOCK_MONOTONIC, nanoseconds.</param>
    /// <param name="source">Of <see cref="LogWords"/>.</param>
    /// <param name="tail">A cause's id, or a count, at most <see cref="LogEntry.MostCounted"/>.</param>
    /// <returns>Its number.</returns>
    public long Write(LogKind kind, bool level, int source, ushort tail, long ns)
    {
        long seq = _log.NextNumber();
        if (seq - _last >= LogRecord.AnchorGap) Put((ulong)seq, LogRecord.Anchor, seq, ns);
        Put((ulong)ns, LogRecord.Pack(kind, level, source, tail, seq), seq, ns);
        _last = seq;
        _log.Grown();
        return seq;
    }

    /// <summary>Writes an edge of a net.</summary>
    public long Edge(int source, bool level, LogCause cause, long ns) => Write(LogKind.Edge, level, source, cause.Id, ns);

    /// <summary>Reads a record; false = it has been overwritten.</summary>
    /// <param name="place">Below <see cref="Written"/>.</param>
    internal bool TryRead(long place, out ulong first, out ulong second)
    {
        var words = _memory.Words;
        int at = (int)(place & (_records - 1)) * LogRecord.Words;
        first = Volatile.Read(ref words[at]);
        second = Volatile.Read(ref words[at + 1]);
        return place >= Oldest;
    }

    /// <summary>Number and time of the first record of a block; null = it has been overwritten.</summary>
    internal (long Seq, long Ns)? Head(long block)
    {
        var head = _heads[block & (_heads.Length - 1)];
        Volatile.ReadBarrier();
        return block * Block >= Oldest ? head : null;
    }

    private void Put(ulong first, ulong second, long seq, long ns)
    {
        long place = _written;
        if (place == _claimed) Begin(place / Block, seq, ns);
        var words = _memory.Words.Slice((int)(place & (_records - 1)) * LogRecord.Words, LogRecord.Words);
        (words[0], words[1]) = (first, second);
        Volatile.Write(ref _written, place + 1);
    }

    private void Begin(long block, long seq, long ns)
    {
        Volatile.Write(ref _claimed, _claimed + Block);
        Interlocked.MemoryBarrier();                                       // once in a block: nothing of it is written before this is seen
        _heads[block & (_heads.Length - 1)] = (seq, ns);
    }
}
