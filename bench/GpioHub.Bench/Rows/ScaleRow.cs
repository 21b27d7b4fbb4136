using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>The delivery of one edge to all guests of a rig from a short file, its start-up and its memory; at two sizes, to show what
/// grows faster than the rig.</summary>
internal sealed class ScaleRow : IRow
{
    private static readonly ScaleRig Small = new(Guests: 48, Lines: 32);
    private static readonly ScaleRig Large = new(Guests: 200, Lines: 64);

    public string Group => "scale";

    public IEnumerable<Result> Measure(Harness bench)
    {
        var (small, large) = (Of(bench, Small), Of(bench, Large));
        foreach (Result result in small.Results.Concat(large.Results)) yield return result;

        string growth = $"growth, {Name(Small)} to {Name(Large)}";
        // Linear growth would be 1. Between the two sizes the guests' memory outgrows the CPU's caches once.
        yield return One(growth, "fan-out per guest, ×", large.FanOutNs / Large.Guests / (small.FanOutNs / Small.Guests)) with
        {
            Target = Target.Max(2),
        };
        yield return One(growth, "start-up per line, ×", PerLine(large.StartUpMs, Large) / PerLine(small.StartUpMs, Small)) with
        {
            Target = Target.Max(1),
        };
        yield return One(growth, "KB for each further line",
            (large.Memory.AnonymousKb - small.Memory.AnonymousKb) / (double)(Count(Large) - Count(Small)));
        yield return One(growth, "anonymous memory per line, ×",
            PerLine(large.Memory.AnonymousKb, Large) / PerLine(small.Memory.AnonymousKb, Small)) with
        {
            Target = Target.Max(1),
        };
    }

    private static Measured Of(Harness bench, ScaleRig rig)
    {
        Placement where = Placement.TwoCpusSleeping;
        using HubProcess hub = bench.StartHub(where, rig);
        MemoryUse before = hub.Memory;
        using WorkerProcess worker = bench.StartWorker(hub, where, "fanout", $"guests={rig.Guests}");
        using var floor = new FloorPair(bench, where, rig.Guests);
        MemoryUse memory = hub.Memory;
        List<Sample> floors = [floor.Run(bench.Run)], samples = [];
        for (int i = 0; i < bench.Repetitions; i++)
        {
            samples.Add(worker.Run(bench.Run));
            floors.Add(floor.Run(bench.Run));
        }

        string name = Name(rig);
        Result fanOut = Latency.Of(name, where, "one edge to all: p50 µs", floors, samples, s => s.P50Ns);
        return new Measured(fanOut.Hub.Median * 1e3, hub.StartUp.TotalMilliseconds, memory,
        [
            fanOut,
            Latency.Of(name, where, "one edge to all: p99 µs", floors, samples, s => s.P99Ns),
            One(name, "start-up ms, exec to all sockets", hub.StartUp.TotalMilliseconds),
            One(name, "resident MB before guests come", Mb(before.RssKb)),
            One(name, "resident MB, every line armed", Mb(memory.RssKb)),
            One(name, "anonymous MB, every line armed", Mb(memory.AnonymousKb)),
            One(name, "threads", memory.Threads),
        ]);
    }

    private static string Name(ScaleRig rig) => $"{rig.Guests} guests × {rig.Lines} lines";

    private static int Count(ScaleRig rig) => rig.Guests * rig.Lines;

    private static double PerLine(double value, ScaleRig rig) => value / Count(rig);

    private static Result One(string where, string metric, double value) => new("a whole rig", where, metric, Spread.Of([value]));

    private static double Mb(long kb) => kb / 1024.0;

    private sealed record Measured(double FanOutNs, double StartUpMs, MemoryUse Memory, Result[] Results);
}
