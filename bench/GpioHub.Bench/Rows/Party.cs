using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>One of those that take turns in a row.</summary>
/// <param name="run">Measures it once.</param>
internal sealed class Party(Func<TimeSpan, Sample> run)
{
    private readonly List<Sample> _samples = [];

    public void Measure(TimeSpan time) => _samples.Add(run(time));

    public double[] Numbers(Metric metric) => [.. _samples.Select(metric.Of)];

    /// <summary>Its number beside that of the hub, which had a turn less.</summary>
    public Beside Beside(Party hub, Metric metric) => Report.Beside.Of(Numbers(metric), hub.Numbers(metric));
}
