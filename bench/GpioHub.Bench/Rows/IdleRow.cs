using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>The CPU time of a hub whose guests are connected, armed and silent, after some traffic.</summary>
internal sealed class IdleRow : IRow
{
    private const int Guests = 32;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(6);

    public string Group => "idle";

    public IEnumerable<Result> Measure(Harness bench)
    {
        Placement where = Placement.TwoCpusSleeping;
        using HubProcess hub = bench.StartHub(where, Guests);
        using WorkerProcess worker = bench.StartWorker(hub, where, "idle", $"guests={Guests}");
        worker.Run(TimeSpan.FromSeconds(1));        // until the start is over
        Sample sample = worker.Run(Time);
        yield return new Result($"idle, {Guests} connected guests", where.Name, "hub, % of one CPU",
            Spread.Of([sample.HubCpuSeconds / sample.Seconds * 100]))
        {
            Target = Target.Max(0.3),
        };
    }
}
