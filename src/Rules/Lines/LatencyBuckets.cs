using System.Collections.Immutable;
using System.Numerics;

namespace GpioHub.Rules.Lines;

/// <summary>The classes in which interrupt latencies are counted: 1, 2, 5, … from 5 µs to 1 s, and what is longer. Pure.</summary>
/// <remarks>Between two powers of two is at most one bound. So the class is found by counting leading zeros, and one comparison.</remarks>
public static class LatencyBuckets
{
    /// <summary>The longest latency of each class but the last, nanoseconds.</summary>
    public static readonly ImmutableArray<long> BoundsNs =
    [
        5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000, 50_000_000,
        100_000_000, 200_000_000, 500_000_000, 1_000_000_000,
    ];

    /// <summary>By the number of bits of a latency: the first class that a latency of that many bits can be in.</summary>
    private static readonly byte[] First =
        [.. Enumerable.Range(0, 64).Select(bits => (byte)BoundsNs.Count(bound => bound < 1L << Math.Max(bits - 1, 0)))];

    /// <summary>How many classes there are: one more than bounds.</summary>
    public static int Count => BoundsNs.Length + 1;

    /// <summary>The class of a latency, 0 … <see cref="Count"/> − 1.</summary>
    /// <param name="ns">Nanoseconds; what is below 0 counts as 0.</param>
    public static int Of(long ns)
    {
        if (ns <= 0) return 0;
        int first = First[64 - BitOperations.LeadingZeroCount((ulong)ns)];
        return first < BoundsNs.Length && ns > BoundsNs[first] ? first + 1 : first;
    }
}
