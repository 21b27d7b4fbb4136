using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows.Links;

/// <summary>A line that another host watches toggles as fast as it may: another guest of the owner, with and without it. An edge that the
/// other host has not counted, or a wrong level there, fails the row.</summary>
internal sealed class LinkStormRow : IRow
{
    private const int Rate = 100_000;

    public string Group => "links";

    public IEnumerable<Result> Measure(Harness bench)
    {
        using var hubs = new LinkedHubs(bench.HubProgram, hosts: 2, guests: 1, tls: true, bench.HubSettings);
        using WorkerProcess worker = Harness.StartWorker(hubs[0], Placement.Free, bench.WarmUp,
            ["hoststorm", $"rate={Rate}", $"far={hubs[1].Folder}", $"drive={hubs.Socket(0, "drive")}", $"quiet={hubs.Socket(0, "quiet")}",
                $"watch={hubs.Socket(1, LinkedRig.Guest(1, 0))}"]);
        worker.Run(bench.WarmUp);                                          // the warm-up before had no storm: this one has
        List<Sample> silent = [worker.Run(bench.Run)], storms = [];
        List<double> far = [];
        for (int i = 0; i < bench.Repetitions; i++)
        {
            long before = ProcessCpu(hubs[1]);
            storms.Add(worker.Run(bench.Run));
            far.Add((ProcessCpu(hubs[1]) - before) / 1e9 / storms[^1].Seconds * 100);
            silent.Add(worker.Run(bench.Run));
        }

        string name = $"storm, {Rate / 1000} thousand edges/s";
        Placement where = Placement.Free with { Name = "TLS" };
        yield return new Result(name, where.Name, "thousand/s, counted there", Spread.Of(storms.Select(s => s.PerSecond / 1e3)));
        name = "beside it (floor: without)";
        yield return Latency.Of(name, where, "GET_VALUE p50 µs", silent, storms, s => s.P50Ns);
        yield return Latency.Of(name, where, "GET_VALUE p99 µs", silent, storms, s => s.P99Ns);
        yield return new Result("storm", where.Name, "hub there, % of one CPU", Spread.Of(far));
    }

    private static long ProcessCpu(HubProcess hub) => Transports.Native.ProcessClock.Of(hub.Id);
}
