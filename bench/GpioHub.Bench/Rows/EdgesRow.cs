using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>The cost of edges. Each edge is one SET_VALUE of the guest that drives the line, one interrupt of the guest that watches it,
/// and one unmask.</summary>
/// <param name="lines">Lines that have an edge on its way at a time.</param>
/// <param name="cpu">Target, CPU s of the hub per million edges.</param>
internal sealed class EdgesRow(int lines, double? cpu, string peer) : IRow
{
    public string Group => "edges";

    public IEnumerable<Result> Measure(Harness bench)
    {
        Placement where = Placement.OneCpu;
        using HubProcess hub = bench.StartHub(where, guests: 2);
        using WorkerProcess worker = bench.StartWorker(hub, where, "edges", $"lines={lines}");
        Sample[] samples = bench.Repeat(worker);
        string name = $"edges, {(lines == 1 ? "one line" : $"{lines} lines")}";
        yield return new Result(name, where.Name, "hub CPU s per million", Spread.Of(samples.Select(s => s.HubCpuPerMillion)))
        {
            Target = cpu is { } most ? Target.Max(most) : null,
            Peer = peer,
        };
        yield return new Result(name, where.Name, "thousand edges/s", Spread.Of(samples.Select(s => s.PerSecond / 1e3)));
    }
}
