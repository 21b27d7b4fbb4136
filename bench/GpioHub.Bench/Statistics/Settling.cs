namespace GpioHub.Bench.Statistics;

/// <summary>The costs of a run's slices, one after the other, and from which slice on they are those of its end.</summary>
/// <remarks>Costs are looked at as medians of <see cref="Window"/> slices, and one such median in twenty may be dear: on a shared machine
/// other processes are in each run.</remarks>
internal static class Settling
{
    /// <summary>Slices.</summary>
    public const int Window = 51;

    /// <summary>Windows that are looked at together.</summary>
    public const int Stretch = 500;

    private const double Tolerance = 1.1;
    private const int OneIn = 20;

    /// <summary>The cost of a slice at the end: the median of the last third.</summary>
    public static double Steady(ReadOnlySpan<long> costs) => Median(costs[(costs.Length * 2 / 3)..]);

    /// <summary>How many slices come before the first stretch that is as cheap as the end, within 10 %; all of them if there is
    /// none.</summary>
    /// <param name="costs">At least a stretch.</param>
    /// <exception cref="BenchException">The run was too short to tell.</exception>
    public static int SlicesBefore(ReadOnlySpan<long> costs)
    {
        if (costs.Length < Stretch + Window) throw new BenchException($"{costs.Length} slices; expected {Stretch + Window} at least");
        double most = Steady(costs) * Tolerance;
        bool[] dear = new bool[costs.Length - Window + 1];
        for (int i = 0; i < dear.Length; i++) dear[i] = Median(costs.Slice(i, Window)) > most;
        int count = dear.Take(Stretch).Count(each => each);
        for (int first = 0; first + Stretch <= dear.Length; first++)
        {
            if (!dear[first] && count * OneIn <= Stretch) return first;
            count -= dear[first] ? 1 : 0;
            count += first + Stretch < dear.Length && dear[first + Stretch] ? 1 : 0;
        }

        return costs.Length;
    }

    private static double Median(ReadOnlySpan<long> costs) => Spread.Of(costs.ToArray().Select(cost => (double)cost)).Median;
}
