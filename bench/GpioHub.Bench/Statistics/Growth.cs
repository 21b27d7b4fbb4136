namespace GpioHub.Bench.Statistics;

/// <summary>How a cost grows with the size of a piece of work.</summary>
internal static class Growth
{
    /// <summary>The exponent e of the law cost = c × size^e that fits best: the slope of the least squares through the logarithms.
    /// 0 = the cost does not grow, 1 = linear, 2 = quadratic.</summary>
    /// <param name="sizes">At least two of them different and above 0. Size 0 has no logarithm and is left out.</param>
    /// <param name="costs">At each size, above 0.</param>
    public static double Exponent(IEnumerable<int> sizes, IEnumerable<double> costs)
    {
        (double X, double Y)[] points =
            [.. sizes.Zip(costs).Where(point => point.First > 0).Select(point => (Math.Log(point.First), Math.Log(point.Second)))];
        double x = points.Average(point => point.X), y = points.Average(point => point.Y);
        double spread = points.Sum(point => (point.X - x) * (point.X - x));
        if (spread == 0) throw new ArgumentException("a slope needs two sizes", nameof(sizes));
        return points.Sum(point => (point.X - x) * (point.Y - y)) / spread;
    }
}
