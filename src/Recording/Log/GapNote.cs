namespace GpioHub.Recording.Log;

/// <summary>Another process served the rig before this one. It may have given out any number below this note's; what it wrote is gone with
/// it.</summary>
/// <param name="Epoch">Of this process: 2 = the first that followed another.</param>
/// <param name="SinceNs">When the process before ended, CLOCK_MONOTONIC, nanoseconds; if nobody knows, when this one began.</param>
/// <param name="IsExact">It is known when the process before ended.</param>
public sealed record GapNote(long Epoch, long SinceNs, bool IsExact) : LogNote
{
    private long _servedNs;

    /// <summary>How long nobody served the rig, nanoseconds; null = nobody knows, or this process does not serve it yet. Any
    /// thread.</summary>
    public long? LastedNs => IsExact && Volatile.Read(ref _servedNs) is > 0 and var served ? served - SinceNs : null;

    /// <summary>This process serves the rig from now on. Once.</summary>
    public void Served(long ns) => Volatile.Write(ref _servedNs, Math.Max(ns, SinceNs));
}
