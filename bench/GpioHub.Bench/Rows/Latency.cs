using GpioHub.Bench.Processes;
using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>Makes results of latencies, µs.</summary>
internal static class Latency
{
    /// <param name="floors">One more than <paramref name="samples"/>, around them; or none.</param>
    /// <param name="of">Nanoseconds.</param>
    /// <param name="floorOf">As <paramref name="of"/>, of the floors; null = the same.</param>
    public static Result Of(string name, Placement where, string metric, IReadOnlyList<Sample> floors, IReadOnlyList<Sample> samples,
        Func<Sample, long> of, Func<Sample, long>? floorOf = null)
    {
        double[] measured = [.. samples.Select(s => of(s) / 1e3)];
        var result = new Result(name, where.Name, metric, Spread.Of(measured));
        if (floors.Count == 0) return result;
        double[] below = [.. floors.Select(s => (floorOf ?? of)(s) / 1e3)];
        return result with { Floor = Beside.Of(below, measured) };
    }
}
