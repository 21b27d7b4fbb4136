using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>GET_VALUE, one outstanding. Floor and hub take turns: floor, hub, floor, hub, floor.</summary>
/// <param name="p50">Target of the median; µs, or a ratio to the floor.</param>
internal sealed class RoundTripRow(Placement where, Target p50, Target? p99, string peerP50, string peerP99) : IRow
{
    private const string Name = "GET_VALUE, 1 outstanding";

    public string Group => "roundtrip";

    public IEnumerable<Result> Measure(Harness bench)
    {
        using HubProcess hub = bench.StartHub(where, guests: 1);
        using WorkerProcess worker = bench.StartWorker(hub, where, "roundtrip", "guest=g0");
        using FloorPair? floor = where.Sleeps ? new FloorPair(bench, where) : null;
        List<Sample> floors = floor is null ? [] : [floor.Run(bench.Run)], samples = [];
        for (int i = 0; i < bench.Repetitions; i++)
        {
            samples.Add(worker.Run(bench.Run));
            if (floor is not null) floors.Add(floor.Run(bench.Run));
        }

        yield return Latency.Of(Name, where, "p50 µs", floors, samples, s => s.P50Ns) with { Target = p50, Peer = peerP50 };
        yield return Latency.Of(Name, where, "p99 µs", floors, samples, s => s.P99Ns) with { Target = p99, Peer = peerP99 };
        yield return Latency.Of(Name, where, "p99.9 µs", floors, samples, s => s.P999Ns);
        yield return new Result(Name, where.Name, "hub CPU s per million", Spread.Of(samples.Select(s => s.HubCpuPerMillion)));
    }
}
