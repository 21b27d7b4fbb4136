using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>A guest with packed rings, and in the floor's column one with split rings on another process of the same build, in
/// turns.</summary>
/// <remarks>Each has a hub of its own, as a rig has: the runtime compiles a hub's hot path for what that hub's guests do.</remarks>
/// <param name="name">What is measured.</param>
/// <param name="metrics">With their targets.</param>
/// <param name="work">Kind of the worker, and its arguments.</param>
internal sealed class PackedRow(string name, Placement where, Metric[] metrics, params string[] work) : IRow
{
    public string Group => "packed";

    public IEnumerable<Result> Measure(Harness bench)
    {
        using var parties = new Parties(where, work);
        Party split = parties.Add(bench.StartHub(where, guests: 1), bench.WarmUp);
        Party packed = parties.Add(bench.StartHub(where, guests: 1, packed: true), bench.WarmUp, "packed=1");
        parties.Measure(bench, packed);
        return [.. metrics.Select(metric =>
            new Result($"packed, {name} (floor: split)", where.Name, metric.Name, Spread.Of(packed.Numbers(metric)))
            {
                Floor = split.Beside(packed, metric),
                Target = metric.Target,
            })];
    }
}
