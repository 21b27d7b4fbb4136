using GpioHub.Bench.Statistics;
using GpioHub.Transports.Native;

namespace GpioHub.SimRig.Edges;

/// <summary>One run of edges of one consumer.</summary>
/// <param name="P50Us">From the beginning of the edge until the consumer had been told, microseconds.</param>
/// <param name="CpuUs">Of the process that tells it, for each edge, microseconds.</param>
internal sealed record EdgeRun(double P50Us, double P99Us, double CpuUs)
{
    /// <summary>A kernel that raises an edge later than this after the pull raises it at a tick.</summary>
    private const double TickUs = 1_000;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(1);

    /// <summary>How long after a pull the kernel raised its edge, median of so many, microseconds.</summary>
    public static async Task<double> RaisedAsync(EdgeConsumer consumer, int edges)
    {
        long position = await consumer.PositionAsync();
        (long[] pulled, _) = Do(consumer, edges);
        return Median((await consumer.HappenedAsync(position, edges)).Zip(pulled, (h, p) => h - p));
    }

    /// <summary>Does so many edges, with a rest before each.</summary>
    /// <param name="atTicks">An edge begins with the kernel's timestamp, else with the pull.</param>
    public static async Task<EdgeRun> OfAsync(EdgeConsumer consumer, int edges, bool atTicks)
    {
        long position = atTicks ? await consumer.PositionAsync() : 0;
        long cpu = ProcessClock.Of(consumer.ProcessId);
        (long[] began, long[] told) = Do(consumer, edges);
        cpu = ProcessClock.Of(consumer.ProcessId) - cpu;
        if (atTicks) began = await consumer.HappenedAsync(position, edges);
        long[] took = [.. told.Zip(began, (t, b) => t - b).Order()];
        return new EdgeRun(Percentile.Of(took, 50) / 1e3, Percentile.Of(took, 99) / 1e3, cpu / 1e3 / edges);
    }

    public static bool IsAtTicks(double raisedUs) => raisedUs > TickUs;

    private static (long[] Pulled, long[] Told) Do(EdgeConsumer consumer, int edges)
    {
        long[] pulled = new long[edges], told = new long[edges];
        for (int edge = 0; edge < edges; edge++)
        {
            Thread.Sleep(Rest);
            pulled[edge] = MonotonicClock.Now;
            consumer.Pull();
            consumer.Await();
            told[edge] = MonotonicClock.Now;
            consumer.Rearm();
        }

        return (pulled, told);
    }

    private static double Median(IEnumerable<long> ns) => Spread.Of(ns.Select(value => value / 1e3)).Median;
}
