using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>What it costs that another process could go on at any moment: a hub that writes its record, and in the floor's column the same
/// hub with <c>--no-keep</c>, in turns.</summary>
/// <param name="name">What is measured.</param>
/// <param name="work">Kind of the worker, and its arguments.</param>
internal sealed class KeptRow(string name, Placement where, Metric[] metrics, params string[] work) : IRow
{
    private const double Bound = 1.05;

    public string Group => "kept";

    public IEnumerable<Result> Measure(Harness bench)
    {
        using var parties = new Parties(where, work);
        var alone = bench with { IsKept = false };
        Party bare = parties.Add(alone.StartHub(where, guests: 1), bench.WarmUp);
        Party hub = parties.Add(bench.StartHub(where, guests: 1), bench.WarmUp);
        parties.Measure(bench, hub);
        return [.. metrics.Select(metric =>
            new Result($"kept, {name} (floor: --no-keep)", where.Name, metric.Name, Spread.Of(hub.Numbers(metric)))
            {
                Floor = bare.Beside(hub, metric),
                Target = metric == Metric.P50 ? Target.Ratio(Bound) : null,
            })];
    }
}
