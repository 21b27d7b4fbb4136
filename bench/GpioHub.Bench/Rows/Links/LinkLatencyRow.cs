using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows.Links;

/// <summary>What an edge and a SET_VALUE take from one host to another, beside a bare message over TCP, in turns.</summary>
/// <param name="tls">The link has TLS.</param>
internal sealed class LinkLatencyRow(bool tls) : IRow
{
    private const int PauseMs = 10, PacedEdges = 300;

    public string Group => "links";

    public IEnumerable<Result> Measure(Harness bench)
    {
        using var hubs = new LinkedHubs(bench.HubProgram, hosts: 2, guests: 1, tls, bench.HubSettings);
        // First what warms the hubs up: without pauses there are a hundred times as many edges.
        foreach (int pause in (int[])[0, PauseMs])
            foreach (Result result in Of(bench, hubs, pause)) yield return result;
    }

    private IEnumerable<Result> Of(Harness bench, LinkedHubs hubs, int pause)
    {
        TimeSpan paced = TimeSpan.FromMilliseconds(PauseMs * PacedEdges / (bench.IsQuick ? 3 : 1));
        TimeSpan time = pause == 0 ? bench.Run : paced;
        using var floor = new TcpPair(pause, bench.BareWarmUp);
        using WorkerProcess edges = Start(bench, hubs[0], "hostedges", $"pause={pause}", $"drive={hubs.Socket(0, "drive")}",
            $"watch={hubs.Socket(1, LinkedRig.Guest(1, 0))}");
        using WorkerProcess beside = Start(bench, hubs[0], "hostedges", $"pause={pause}", "beside=1", $"drive={hubs.Socket(0, "drive2")}",
            $"watch={hubs.Socket(0, "near2")}:{hubs.Socket(1, "far2")}");
        using WorkerProcess sets = Start(bench, hubs[1], "roundtrip", $"pause={pause}", "guest=set", "set=1");

        List<Sample> floors = [floor.Run(time)], edge = [], difference = [], set = [], between = [];
        for (int i = 0; i < bench.Repetitions; i++)
        {
            edge.Add(edges.Run(time));
            floors.Add(floor.Run(time));
            difference.Add(beside.Run(time));
            between.Add(edges.Run(time));
            set.Add(sets.Run(time));
        }

        between.Add(edges.Run(time));
        Placement where = Placement.Free with { Name = $"{(tls ? "TLS" : "no TLS")}, {(pause == 0 ? "no pause" : $"every {pause} ms")}" };
        string name = "edge to another host";
        yield return Latency.Of(name, where, "p50 µs", floors, edge, s => s.P50Ns) with { Target = Target.Ratio(8) };
        yield return Latency.Of(name, where, "p99 µs", floors, edge, s => s.P99Ns) with { Target = Target.Ratio(5) };
        yield return new Result(name, where.Name, "edges/s", Spread.Of(edge.Select(s => s.PerSecond)));
        name = "later there than here";
        yield return Latency.Of(name, where, "p50 µs", [], difference, s => s.P50Ns);
        yield return Latency.Of(name, where, "p99 µs", [], difference, s => s.P99Ns);
        name = "SET_VALUE there (floor: edge)";
        yield return Latency.Of(name, where, "p50 µs", between, set, s => s.P50Ns) with { Target = Target.Ratio(2) };
        yield return Latency.Of(name, where, "p99 µs", between, set, s => s.P99Ns);
    }

    private static WorkerProcess Start(Harness bench, HubProcess hub, params string[] work) =>
        Harness.StartWorker(hub, Placement.Free, bench.WarmUp, work);
}
