using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows.Links;

/// <summary>One edge to the guests of many hosts: the last of their interrupts.</summary>
internal sealed class LinkFanRow : IRow
{
    private const int Hosts = 6, Guests = 24;

    /// <summary>Of a hub, its keeper, its standby, and its guests' part of the worker.</summary>
    private const int MbForHost = 300;

    public string Group => "links";

    public IEnumerable<Result> Measure(Harness bench)
    {
        int hosts = (int)Math.Min(Hosts, FreeMemory.Mb / MbForHost);
        if (hosts < 2) throw new BenchException($"two hubs need {2 * MbForHost} MB, and {FreeMemory.Mb} are free");
        using var hubs = new LinkedHubs(bench.HubProgram, hosts, Guests, tls: true, bench.HubSettings);
        string[] sockets = [.. from host in Enumerable.Range(0, hosts)
                               from guest in Enumerable.Range(0, Guests)
                               select hubs.Socket(host, LinkedRig.Guest(host, guest))];
        using WorkerProcess edges = Harness.StartWorker(hubs[0], Placement.Free, bench.WarmUp,
            ["hostedges", "pause=10", $"drive={hubs.Socket(0, "drive")}", $"watch={string.Join(':', sockets)}"]);
        using var floor = new TcpPair(pauseMs: 10, bench.BareWarmUp);
        TimeSpan time = bench.Run * 5;
        List<Sample> floors = [floor.Run(time)], samples = [];
        for (int i = 0; i < bench.Repetitions; i++)
        {
            samples.Add(edges.Run(time));
            floors.Add(floor.Run(time));
        }

        string name = $"edge to {hosts} hosts × {Guests} guests";
        Placement where = Placement.Free with { Name = hosts == Hosts ? "TLS, every 10 ms" : $"TLS; no memory for {Hosts} hosts" };
        yield return Latency.Of(name, where, "last interrupt, p50 µs", floors, samples, s => s.P50Ns);
        yield return Latency.Of(name, where, "last interrupt, p99 µs", floors, samples, s => s.P99Ns);
    }
}
