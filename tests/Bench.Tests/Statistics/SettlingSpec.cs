using GpioHub.Bench.Statistics;
using Xunit;

namespace GpioHub.Bench.Tests.Statistics;

public class SettlingSpec
{
    [Fact(DisplayName = "A run is settled after its dear slices, also if some before them were cheaper")]
    public void Settles()
    {
        long[] costs = [.. Slices(300, 300), .. Slices(200, 120), .. Slices(200, 400), .. Slices(4_000, 100)];

        Assert.Equal(100, Settling.Steady(costs));
        Assert.InRange(Settling.SlicesBefore(costs), 700 - Settling.Window, 700);
    }

    [Fact(DisplayName = "A run that costs the same from its beginning is settled at once, and 9 % more is the same")]
    public void SettledAtOnce() => Assert.Equal(0, Settling.SlicesBefore([.. Slices(500, 109), .. Slices(4_000, 100)]));

    [Fact(DisplayName = "A disturbance in a settled run is another process's: it unsettles nothing if it is short")]
    public void Disturbed()
    {
        long[] costs = Slices(4_000, 100);
        for (int i = 0; i < costs.Length; i += 400) costs[i] = 50_000;
        Array.Fill(costs, 5_000, 2_000, Settling.Stretch / 50);

        Assert.Equal(0, Settling.SlicesBefore(costs));
    }

    [Fact(DisplayName = "A run that is never as cheap as its end for a while has not settled")]
    public void Never()
    {
        long[] costs = [.. Slices(3_000, 200), .. Slices(1_000, 200), .. Slices(4_000, 100)];
        for (int i = 0; i < costs.Length; i += 120) Array.Fill(costs, 300, i, 60);

        Assert.Equal(costs.Length, Settling.SlicesBefore(costs));
    }

    [Fact(DisplayName = "A run of fewer slices than a stretch tells nothing")]
    public void TooShort() => Assert.Throws<BenchException>(() => Settling.SlicesBefore(Slices(Settling.Stretch, 100)));

    private static long[] Slices(int count, long cost) => [.. Enumerable.Repeat(cost, count)];
}
