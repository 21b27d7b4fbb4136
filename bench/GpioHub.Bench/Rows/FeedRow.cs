using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>What a reader of a stream of events costs the hub: the same edges at the same rate, with and without it.</summary>
internal sealed class FeedRow : IRow
{
    private const int Rate = 100_000;

    public string Group => "feed";

    public IEnumerable<Result> Measure(Harness bench)
    {
        Placement where = Placement.TwoCpusSleeping;
        using HubProcess hub = bench.StartHub(where, guests: 1);
        using WorkerProcess worker = bench.StartWorker(hub, where, "pacededges", $"rate={Rate}");
        worker.Run(bench.WarmUp);                                          // the warm-up before had no reader: this run has one
        List<Sample> alone = [], read = [];
        for (int i = 0; i < bench.Repetitions; i++)
        {
            alone.Add(worker.Run(bench.Run));
            read.Add(worker.Run(bench.Run));
        }

        string name = $"{Rate / 1000} thousand edges/s";
        yield return new Result(name, where.Name, "hub, % of one CPU, nobody reads", Spread.Of(alone.Select(Percent)));
        yield return new Result(name, where.Name, "hub, % of one CPU more for a reader in batches",
            Spread.Of(read.Zip(alone, (with, without) => Percent(with) - Percent(without))))
        {
            Target = Target.Max(25),
        };
        yield return new Result(name, where.Name, "edges/s that were driven and read, thousand",
            Spread.Of(read.Select(sample => sample.PerSecond / 1e3)));
    }

    private static double Percent(Sample sample) => sample.HubCpuSeconds / sample.Seconds * 100;
}
