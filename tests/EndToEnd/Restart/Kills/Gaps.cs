using System.Globalization;

namespace GpioHub.EndToEnd.Restart.Kills;

/// <summary>How long nobody served after each kill, as those saw it who wait for an answer.</summary>
internal sealed class Gaps
{
    private readonly List<double> _ms = [];

    public int Count => _ms.Count;

    public TimeSpan Longest => TimeSpan.FromMilliseconds(_ms.DefaultIfEmpty().Max());

    public void Add(TimeSpan gap) => _ms.Add(gap.TotalMilliseconds);

    public override string ToString()
    {
        double[] sorted = [.. _ms.Order()];
        if (sorted.Length == 0) return "no gap";
        double At(double part) => sorted[(int)(part * (sorted.Length - 1))];
        return string.Create(CultureInfo.InvariantCulture,
            $"{sorted.Length} gaps: p50 {At(0.5):F0}, p90 {At(0.9):F0}, p99 {At(0.99):F0}, max {sorted[^1]:F0} ms");
    }
}
