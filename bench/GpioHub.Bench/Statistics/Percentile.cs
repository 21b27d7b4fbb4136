namespace GpioHub.Bench.Statistics;

/// <summary>Order statistics by nearest rank: the smallest value that at least that share of all values does not exceed.</summary>
internal static class Percentile
{
    /// <param name="sorted">Ascending, not empty.</param>
    /// <param name="percent">0 &lt; percent ≤ 100.</param>
    public static long Of(ReadOnlySpan<long> sorted, double percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        if (sorted.IsEmpty) throw new ArgumentException("nothing was measured", nameof(sorted));
        // In ten-thousandths of a percent, so that 99.9 of 1000 is rank 999 and not, by a rounding error, 1000.
        long parts = (long)Math.Round(percent * 10_000);
        long rank = (parts * sorted.Length + 999_999) / 1_000_000;
        return sorted[(int)rank - 1];
    }
}
