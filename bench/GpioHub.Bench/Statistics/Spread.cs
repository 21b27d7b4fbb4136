namespace GpioHub.Bench.Statistics;

/// <summary>The results of a repeated measurement.</summary>
/// <param name="Median">The middle one; of an even number, the mean of the two in the middle.</param>
internal readonly record struct Spread(double Median, double Least, double Most)
{
    /// <summary>How far the least is from the most, as a share of the median.</summary>
    public double Apart => Median == 0 ? 0 : (Most - Least) / Median;

    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0) throw new ArgumentException("nothing was measured", nameof(values));
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }

    /// <summary>Each measurement as a multiple of the mean of the floors before and after it.</summary>
    /// <param name="floors">One more than <paramref name="measured"/>: floor, measured, floor, measured, floor …</param>
    public static Spread OfRatios(IReadOnlyList<double> floors, IReadOnlyList<double> measured)
    {
        if (floors.Count != measured.Count + 1)
            throw new ArgumentException($"{floors.Count} floors around {measured.Count} measurements", nameof(floors));
        return Of(measured.Select((value, i) => value / ((floors[i] + floors[i + 1]) / 2)));
    }
}
