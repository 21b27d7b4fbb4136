using GpioHub.Hub.Commands.Top;
using Xunit;

namespace GpioHub.Hub.Tests.Top;

/// <summary>Latency from the hub's metrics.</summary>
public class LatencyCountsSpec
{
    private const string First = """
        # HELP gpiohub_interrupt_latency_seconds From an edge until the guest's call descriptor was written.
        # TYPE gpiohub_interrupt_latency_seconds histogram
        gpiohub_interrupt_latency_seconds_bucket{guest="ivi",le="5e-06"} 10
        gpiohub_interrupt_latency_seconds_bucket{guest="ivi",le="1e-05"} 20
        gpiohub_interrupt_latency_seconds_bucket{guest="ivi",le="+Inf"} 20
        gpiohub_interrupt_latency_seconds_sum{guest="ivi"} 0.1
        gpiohub_interrupt_latency_seconds_count{guest="ivi"} 20
        gpiohub_other_bucket{guest="ivi",le="1"} 7

        """;

    [Fact(DisplayName = "Of the interrupts since the sample before, the class of each part is told by its end; of none nothing")]
    public void Quantiles()
    {
        var before = LatencyCounts.In(First);
        var now = LatencyCounts.In(First.Replace("1e-05\"} 20", "1e-05\"} 118", StringComparison.Ordinal)
            .Replace("+Inf\"} 20", "+Inf\"} 120", StringComparison.Ordinal));

        Assert.Equal(1e-05, now.Quantile("ivi", before, 0.5));
        Assert.Equal(1e-05, now.Quantile("ivi", before, 0.98));
        Assert.Equal(1e-05, now.Quantile("ivi", before, 0.99));                // beyond the last class: at least its end
        Assert.Null(before.Quantile("ivi", before, 0.5));
        Assert.Null(now.Quantile("adas", before, 0.5));
        Assert.Equal(5e-06, before.Quantile("ivi", LatencyCounts.None, 0.5));
        Assert.Equal(1e-05, before.Quantile("ivi", LatencyCounts.None, 0.51));
    }

    [Fact(DisplayName = "A text without the histogram has no latency")]
    public void None() => Assert.Null(LatencyCounts.In("gpiohub_up 1\n").Quantile("ivi", LatencyCounts.None, 0.5));
}
