using System.Collections.Immutable;
using GpioHub.Rules.Lines;

namespace GpioHub.Actors.Guests;

/// <summary>How long the interrupts of one guest took, from the edge until its call descriptor was written.</summary>
/// <remarks>It belongs to the guest and outlives its sessions. Guest's reactor only; counting allocates nothing.</remarks>
internal sealed class InterruptLatency
{
    private readonly long[] _counts = new long[LatencyBuckets.Count];

    /// <summary>All of them together, nanoseconds.</summary>
    public long SumNs { get; private set; }

    /// <summary>How many in each class of <see cref="LatencyBuckets"/>, as they are now.</summary>
    public ImmutableArray<long> Counts => [.. _counts];

    /// <param name="ns">What is below 0 counts as 0: clocks of a kernel and a hub that read the same instant.</param>
    public void Count(long ns)
    {
        _counts[LatencyBuckets.Of(ns)]++;
        SumNs += Math.Max(ns, 0);
    }
}
