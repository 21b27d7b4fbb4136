using GpioHub.Bench.Statistics;
using Xunit;

namespace GpioHub.Bench.Tests.Statistics;

public class PercentileSpec
{
    private static long[] UpTo(int count) => [.. Enumerable.Range(1, count).Select(n => (long)n)];

    [Theory(DisplayName = "A percentile is the smallest value which that share of all does not exceed")]
    [InlineData(100, 50, 50)]
    [InlineData(100, 99, 99)]
    [InlineData(100, 99.9, 100)]
    [InlineData(1000, 99.9, 999)]
    [InlineData(1001, 99.9, 1000)]
    [InlineData(10_000, 99.9, 9990)]
    [InlineData(3, 50, 2)]
    [InlineData(4, 50, 2)]
    [InlineData(1, 0.1, 1)]
    [InlineData(7, 100, 7)]
    public void NearestRank(int count, double percent, long expected) => Assert.Equal(expected, Percentile.Of(UpTo(count), percent));

    [Fact(DisplayName = "Nothing measured, and shares that are none, are refused")]
    public void Refused()
    {
        Assert.Throws<ArgumentException>(() => Percentile.Of([], 50));
        Assert.Throws<ArgumentOutOfRangeException>(() => Percentile.Of([1], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Percentile.Of([1], 100.1));
    }

    [Fact(DisplayName = "Latencies are summed up whatever their order; what has no room is left out")]
    public void Latencies()
    {
        var latencies = new Latencies(capacity: 3);
        foreach (long ns in (long[])[30, 10, 20, 99]) latencies.Add(ns);

        Assert.True(latencies.Full);
        Sample sample = latencies.ToSample(count: 4, seconds: 2, hub: 0.001, own: 0.002);
        Assert.Equal(new Sample(4, 2, 20, 30, 30, 30, 0.001, 0.002), sample);
        Assert.Equal((2.0, 250.0, 500.0), (sample.PerSecond, sample.HubCpuPerMillion, sample.OwnCpuPerMillion));

        latencies.Clear();
        Assert.Equal(new Sample(0, 2, 0, 0, 0, 0, 0, 0), latencies.ToSample(0, 2, 0, 0));
    }
}
