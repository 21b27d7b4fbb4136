using GpioHub.Rules.Lines;
using Xunit;

namespace GpioHub.Rules.Tests.Lines;

/// <summary>The classes in which interrupt latencies are counted.</summary>
public class LatencyBucketsSpec
{
    [Fact(DisplayName = "The bounds go 1, 2, 5 from 5 µs to 1 s")]
    public void Bounds()
    {
        var bounds = LatencyBuckets.BoundsNs;
        Assert.Equal((5_000, 1_000_000_000, bounds.Length + 1), (bounds[0], bounds[^1], LatencyBuckets.Count));
        foreach (var (lower, upper) in bounds.Zip(bounds.Skip(1)))
        {
            string first = $"{lower}"[..1];
            Assert.Equal(first == "2" ? lower * 5 / 2 : lower * 2, upper);
            Assert.Contains(first, (string[])["1", "2", "5"]);
        }
    }

    [Fact(DisplayName =
        "A latency is in the first class whose bound is not below it, the longest in the last; what is below 0 counts as 0")]
    public void Classes()
    {
        long[] near = [.. LatencyBuckets.BoundsNs.Concat(Enumerable.Range(0, 63).Select(bit => 1L << bit))
            .SelectMany(ns => (long[])[ns - 1, ns, ns + 1]), long.MinValue, -1, 0, long.MaxValue];
        foreach (long ns in near)
        {
            int expected = LatencyBuckets.BoundsNs.Count(bound => bound < ns);
            Assert.Equal((ns, expected), (ns, LatencyBuckets.Of(ns)));
        }
    }
}
