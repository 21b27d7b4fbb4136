using System.Security.Cryptography;
using GpioHub.Transports.Records;

namespace GpioHub.Transports.Recording;

/// <summary>The numbers of events. With a record they go on over the processes that follow each other, and none is given out
/// twice.</summary>
/// <remarks>
/// The record does not know each number, only a bound that none has reached: it is raised by a block at a time, long before it is needed.
/// A successor begins behind the bound, so some numbers are never given out. The bound stands there twice, and the greater one counts: a
/// bit that flips makes no number come twice.
/// </remarks>
internal sealed class LogNumbers
{
    /// <summary>Numbers by which the bound is raised.</summary>
    public const long Block = 1 << 16;

    /// <summary>Words of the record's header.</summary>
    internal const int BoundAt = 16, CopyAt = 17, RunAt = 18;

    /// <summary>A larger bound is none: at a billion events a second it would take a month.</summary>
    private const long Most = 1L << 52;

    private readonly RecordFile? _record;
    private long _last;
    private long _raiseAt = long.MaxValue;

    /// <param name="record">null = the numbers are this process's alone.</param>
    public LogNumbers(RecordFile? record)
    {
        _record = record;
        Run = RunOf(record);
        if (record is null) return;
        _last = BoundIn(record);
        Raise(_last);
    }

    /// <summary>Names the numbers: those of another run are others. Eight hexadecimal digits.</summary>
    public string Run { get; }

    /// <summary>The number that was given out last. Any thread.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>Gives out a number. Any thread.</summary>
    public long Next()
    {
        long number = Interlocked.Increment(ref _last);
        if (number >= Volatile.Read(ref _raiseAt)) Raise(number);
        return number;
    }

    /// <summary>Raises the bound beyond a number. Several threads may do so at once; the greatest bound stays.</summary>
    private void Raise(long number)
    {
        long bound = (number / Block + 2) * Block;
        _record!.RaiseHeader(BoundAt, (ulong)bound);
        _record.RaiseHeader(CopyAt, (ulong)bound);
        Volatile.Write(ref _raiseAt, bound - Block);
    }

    /// <summary>The bound in the record, which may have been cut between its two words.</summary>
    private static long BoundIn(RecordFile record)
    {
        long one = (long)record.ReadHeader(BoundAt), other = (long)record.ReadHeader(CopyAt);
        return Math.Max(one is >= 0 and <= Most ? one : 0, other is >= 0 and <= Most ? other : 0);
    }

    private static string RunOf(RecordFile? record)
    {
        uint run = (uint)(record?.ReadHeader(RunAt) ?? 0);
        while (run == 0)
        {
            run = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
            record?.WriteHeader(RunAt, run);
        }

        return run.ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
    }
}
