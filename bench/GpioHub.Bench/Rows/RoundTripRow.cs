using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>GET_VALUE, one outstanding. Floor and hub alternate: floor, hub, floor, hub, floor.</summary>
/// <param name="p50">Target of the median; µs, or a ratio to the floor.</param>
internal sealed class RoundTripRow(Placement where, Target p50, Target? p99, string peerP50, string peerP99) : IRow
{
    private const string Name = "GET_VALUE, 1 outstanding";

    public string Group => "roundtrip";

    public IEnumerable<Result> Measure(Harness bench)
    {
        using HubProcess hub = bench.StartHub(where, guests: 1);
        using WorkerProcess worker = bench.StartWorker(hub, where, "roundtrip", "guest=g0");
        List<Sample> floors = [], samples = [];
        using (FloorPair? floor = where.Sleeps ? new FloorPair(bench, where) : null)
        {
            for (int i = 0; i < bench.Repetitions; i++)
            {
                if (floor is not null) floors.Add(floor.Run(bench.Run));
                samples.Add(worker.Run(bench.Run));
            }

            if (floor is not null) floors.Add(floor.Run(bench.Run));
        }

        yield return Latency("p50 µs", s => s.P50Ns, p50, peerP50);
        yield return Latency("p99 µs", s => s.P99Ns, p99, peerP99);
        yield return Latency("p99.9 µs", s => s.P999Ns, null, "");
        yield return new Result(Name, where.Name, "hub CPU s per million", Spread.Of(samples.Select(s => s.HubCpuPerMillion)));

        Result Latency(string metric, Func<Sample, long> of, Target? target, string peer)
        {
            var result = new Result(Name, where.Name, metric, Spread.Of(samples.Select(s => of(s) / 1e3))) { Target = target, Peer = peer };
            if (floors.Count == 0) return result;
            double[] its = [.. floors.Select(s => of(s) / 1e3)];
            return result with { Floor = Spread.Of(its).Median, Ratio = Spread.OfRatios(its, [.. samples.Select(s => of(s) / 1e3)]) };
        }
    }
}
