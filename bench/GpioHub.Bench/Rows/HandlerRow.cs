using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>The time from an edge to the handler in src/GuestDriver, on the thread that consumes the used ring. The floor's column has a
/// handler in a task, of the same driver on the same hub, in turns with it.</summary>
internal sealed class HandlerRow : IRow
{
    private const string Name = "hard handler (floor: in a task)";

    public string Group => "handler";

    public IEnumerable<Result> Measure(Harness bench)
    {
        Placement where = Placement.OneCpu;
        using HubProcess hub = bench.StartHub(where, guests: 2);
        using WorkerProcess worker = bench.StartWorker(hub, where, "handler");      // the warm-up was a run of the task
        worker.Run(bench.WarmUp);
        List<Sample> tasks = [worker.Run(bench.Run)], hard = [];
        for (int i = 0; i < bench.Repetitions; i++)
        {
            hard.Add(worker.Run(bench.Run));
            tasks.Add(worker.Run(bench.Run));
        }

        yield return Latency.Of(Name, where, "p50 µs", tasks, hard, s => s.P50Ns);
        yield return Latency.Of(Name, where, "p99 µs", tasks, hard, s => s.P99Ns);
        yield return new Result(Name, where.Name, "driver CPU s/million", Spread.Of(hard.Select(s => s.OwnCpuPerMillion)))
        {
            Floor = Beside.Of([.. tasks.Select(s => s.OwnCpuPerMillion)], [.. hard.Select(s => s.OwnCpuPerMillion)]),
        };
    }
}
