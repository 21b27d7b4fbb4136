using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>The round trip of a quiet guest beside guests that ask for more than the hub can do, against the bound of HR-22: guests × one
/// turn, taken as 64 chains each.</summary>
/// <remarks>
/// The time of 64 chains comes from the crowd's own throughput in the same run. The longest wait is printed too. But on a machine with
/// other users it is caused by them, so the bound is beside the wait that one in a thousand exceeds.
/// </remarks>
/// <param name="loud">Flooding guests; 0 = an edge storm on a line that one more guest watches.</param>
internal sealed class CrowdRow(int loud) : IRow
{
    private const int ChainsATurn = 64;

    public string Group => "crowd";

    public IEnumerable<Result> Measure(Harness bench)
    {
        Placement where = Placement.TwoCpusPolling;
        bool storm = loud == 0;
        using HubProcess hub = bench.StartHub(where, storm ? 2 : 1 + loud);
        using WorkerProcess worker = bench.StartWorker(hub, where, "crowd", $"kind={(storm ? "storm" : "flood")}", $"guests={1 + loud}");
        Sample[] samples = bench.Repeat(worker);
        string name = storm ? "GET_VALUE beside an edge storm" : $"GET_VALUE beside {loud} flooding";
        Spread rate = Spread.Of(samples.Select(s => s.PerSecond / 1e6));
        int guests = storm ? 3 : 1 + loud;      // in a storm: the quiet guest, the one that drives, the one that watches
        double bound = guests * ChainsATurn / rate.Median;
        yield return new Result(name, where.Name, storm ? "storm, million edges/s" : "flood, million requests/s", rate);
        yield return Latency.Of(name, where, "p50 µs", [], samples, s => s.P50Ns);
        yield return Latency.Of(name, where, "p99 µs", [], samples, s => s.P99Ns);
        yield return Latency.Of(name, where, "p99.9 µs (bound)", [], samples, s => s.P999Ns) with { Target = Target.Max(bound) };
        yield return Latency.Of(name, where, "longest µs", [], samples, s => s.MaxNs);
    }
}
