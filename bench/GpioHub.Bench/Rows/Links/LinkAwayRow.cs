using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows.Links;

/// <summary>A guest that uses a line of its own host, while the other host is away and while it is there, in turns.</summary>
internal sealed class LinkAwayRow : IRow
{
    private const string Name = "beside a host that is away (floor: there)";

    public string Group => "links";

    public IEnumerable<Result> Measure(Harness bench)
    {
        using var hubs = new LinkedHubs(bench.HubProgram, hosts: 2, guests: 1, tls: true, bench.HubSettings, throughCables: true);
        using WorkerProcess worker = Harness.StartWorker(hubs[0], Placement.Free, bench.WarmUp, ["roundtrip", "guest=quiet"]);
        List<Sample> there = [worker.Run(bench.Run)], away = [];
        for (int i = 0; i < bench.Repetitions; i++)
        {
            hubs.IsCut = true;
            hubs.AwaitAway();
            away.Add(worker.Run(bench.Run));
            if (!hubs.AreAway) throw new BenchException($"{Name}: a link was back before the measurement ended");
            hubs.IsCut = false;
            hubs.AwaitLinks();
            there.Add(worker.Run(bench.Run));
        }

        Placement where = Placement.Free with { Name = "TLS" };
        yield return Latency.Of(Name, where, "GET_VALUE p50 µs", there, away, s => s.P50Ns);
        yield return Latency.Of(Name, where, "GET_VALUE p99 µs", there, away, s => s.P99Ns);
    }
}
