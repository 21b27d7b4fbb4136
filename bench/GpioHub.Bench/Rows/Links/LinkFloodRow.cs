using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows.Links;

/// <summary>A guest that uses a line of its own host, while a host of the rig sends that hub as much as it takes, and without it, in
/// turns. The sender's work is on the same CPUs.</summary>
internal sealed class LinkFloodRow : IRow
{
    public string Group => "links";

    public IEnumerable<Result> Measure(Harness bench)
    {
        using var hubs = new LinkedHubs(bench.HubProgram, hosts: 2, guests: 1, tls: true, bench.HubSettings);
        using WorkerProcess worker = Harness.StartWorker(hubs[0], Placement.Free, bench.WarmUp, ["roundtrip", "guest=quiet"]);
        hubs.EndLast();
        using var member = new HostileMember(hubs.Listens[0], hubs.Certificates);
        List<Sample> calm = [worker.Run(bench.Run)], flooded = [];
        List<double> records = [];
        for (int i = 0; i < bench.Repetitions; i++)
        {
            long before = member.Records;
            member.IsFlooding = true;
            flooded.Add(worker.Run(bench.Run));
            member.IsFlooding = false;
            records.Add((member.Records - before) / 1e3 / flooded[^1].Seconds);
            if (member.Ended is { } why) throw new BenchException($"the hub has cut the hostile member off: {why}");
            calm.Add(worker.Run(bench.Run));
        }

        const string Name = "beside a hostile member (floor: without)";
        Placement where = Placement.Free with { Name = "TLS" };
        yield return new Result("hostile member", where.Name, "thousand TLS records/s, taken", Spread.Of(records));
        yield return Latency.Of(Name, where, "GET_VALUE p50 µs", calm, flooded, s => s.P50Ns);
        yield return Latency.Of(Name, where, "GET_VALUE p99 µs", calm, flooded, s => s.P99Ns);
    }
}
