using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>The round trip of a quiet guest beside guests that ask for more than the hub can do.
/// The floor is the same guest in the same hub while the others are silent.</summary>
/// <param name="limit">requestsPerSecond of each of the others; null = no limit.</param>
internal sealed class LimitRow(int? limit) : IRow
{
    private const int Loud = 7;

    public string Group => "limit";

    public IEnumerable<Result> Measure(Harness bench)
    {
        Placement where = Placement.TwoCpusPolling;
        using HubProcess hub = bench.StartHub(where, 1 + Loud, limit);
        using WorkerProcess worker = bench.StartWorker(hub, where, "crowd", "kind=flood", $"guests={1 + Loud}", "turns=1");
        worker.Run(bench.WarmUp);   // the warm-up before was a silent run: this one is loud, the next silent
        List<Sample> silent = [worker.Run(bench.Run)], loud = [];
        for (int i = 0; i < bench.Repetitions; i++)
        {
            loud.Add(worker.Run(bench.Run));
            silent.Add(worker.Run(bench.Run));
        }

        string name = $"GET_VALUE beside {Loud} flooding, {(limit is { } most ? $"{most}/s each" : "no limit")}";
        yield return new Result(name, where.Name, "flood, thousand requests/s", Spread.Of(loud.Select(s => s.PerSecond / 1e3)));
        yield return Latency.Of(name, where, "p50 µs", silent, loud, s => s.P50Ns) with
        {
            Target = limit is null ? null : Target.Ratio(1.2),
        };
        yield return Latency.Of(name, where, "p99 µs", silent, loud, s => s.P99Ns);
    }
}
