using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>The time from an edge to the call of the guest that watches the line. The floor's column has a GET_VALUE round trip of the same
/// hub, in turns with it. In both the hub is at rest before.</summary>
internal sealed class InterruptToValueRow : IRow
{
    private const string Name = "interrupt (floor: GET_VALUE)";

    public string Group => "interrupt";

    public IEnumerable<Result> Measure(Harness bench)
    {
        Placement where = Placement.OneCpu;
        using HubProcess hub = bench.StartHub(where, guests: 2);
        using WorkerProcess edges = bench.StartWorker(hub, where, "interrupt");
        using WorkerProcess values = bench.StartWorker(hub, where, "roundtrip", "guest=g1", "rest=1");
        List<Sample> floors = [values.Run(bench.Run)], samples = [];
        for (int i = 0; i < bench.Repetitions; i++)
        {
            samples.Add(edges.Run(bench.Run));
            floors.Add(values.Run(bench.Run));
        }

        yield return Latency.Of(Name, where, "p50 µs", floors, samples, s => s.P50Ns) with { Target = Target.Ratio(1.15) };
        yield return Latency.Of(Name, where, "p99 µs", floors, samples, s => s.P99Ns);
        yield return Latency.Of(Name, where, "p99.9 µs", floors, samples, s => s.P999Ns);
    }
}
