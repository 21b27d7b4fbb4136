using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>Threads and memory of a hub whose guests are all connected, with 32 lines armed each, after one request per line.</summary>
internal sealed class SizeRow : IRow
{
    private const int Few = 32, Many = 128;

    // One reactor, and a few threads of the runtime, whose pool comes and goes. The number must not grow with the guests.
    private const int MostThreads = 24;

    public string Group => "size";

    public IEnumerable<Result> Measure(Harness bench)
    {
        MemoryUse few = Of(bench, Few), many = Of(bench, Many);
        string where = $"{Few} guests × {BenchRig.LinesPerGuest} armed lines";
        yield return One(where, "threads", few.Threads) with { Target = Target.Max(MostThreads) };
        yield return One(where, "resident MB", Mb(few.RssKb)) with { Target = Target.Max(95) };
        yield return One(where, "anonymous MB", Mb(few.AnonymousKb)) with { Target = Target.Max(35) };
        yield return One(where, "proportional (Pss) MB", Mb(few.PssKb));

        where = $"{Many} guests × {BenchRig.LinesPerGuest} armed lines";
        yield return One(where, "threads", many.Threads) with { Target = Target.Max(MostThreads) };
        yield return One(where, "resident MB", Mb(many.RssKb));
        yield return One($"per guest, {Few} to {Many}", "resident MB", PerGuest(few.RssKb, many.RssKb)) with
        {
            Target = Target.Max(0.3),
        };
        yield return One($"per guest, {Few} to {Many}", "anonymous MB", PerGuest(few.AnonymousKb, many.AnonymousKb));
        yield return One($"per guest, {Few} to {Many}", "proportional (Pss) MB", PerGuest(few.PssKb, many.PssKb));
    }

    private static MemoryUse Of(Harness bench, int guests)
    {
        Placement where = Placement.TwoCpusSleeping;
        using HubProcess hub = bench.StartHub(where, guests);
        using WorkerProcess worker = bench.StartWorker(hub, where, "idle", $"guests={guests}");
        return hub.Memory;
    }

    private static Result One(string where, string metric, double value) => new("size of the hub", where, metric, Spread.Of([value]));

    private static double Mb(long kb) => kb / 1024.0;

    private static double PerGuest(long few, long many) => Mb(many - few) / (Many - Few);
}
