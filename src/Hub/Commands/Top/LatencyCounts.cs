using System.Globalization;
using System.Text.RegularExpressions;

namespace GpioHub.Hub.Commands.Top;

/// <summary>How many interrupts of each guest took how long, from the hub's <c>/metrics</c>. Pure.</summary>
/// <param name="Buckets">By guest: the longest time of each class in seconds, and how many took no longer.</param>
internal sealed partial record LatencyCounts(IReadOnlyDictionary<string, IReadOnlyList<(double Most, long Count)>> Buckets)
{
    public static readonly LatencyCounts None = new(new Dictionary<string, IReadOnlyList<(double, long)>>());

    /// <param name="text">The exposition format of Prometheus.</param>
    public static LatencyCounts In(string text)
    {
        var found = new Dictionary<string, List<(double, long)>>(StringComparer.Ordinal);
        foreach (Match line in Bucket().Matches(text))
        {
            string labels = line.Groups["labels"].Value;
            if (Label("guest", labels) is not { } guest || Label("le", labels) is not { } most) continue;
            double seconds = most == "+Inf" ? double.PositiveInfinity : double.Parse(most, CultureInfo.InvariantCulture);
            if (!found.TryGetValue(guest, out var buckets)) found[guest] = buckets = [];
            buckets.Add((seconds, (long)double.Parse(line.Groups["count"].Value, CultureInfo.InvariantCulture)));
        }

        return new LatencyCounts(found.ToDictionary(entry => entry.Key,
            entry => (IReadOnlyList<(double, long)>)[.. entry.Value.OrderBy(bucket => bucket.Item1)]));
    }

    /// <summary>The time that a part of the interrupts since <paramref name="before"/> did not exceed, seconds: the end of its
    /// class.</summary>
    /// <param name="part">Such as 0.5.</param>
    /// <returns>null = there were none.</returns>
    public double? Quantile(string guest, LatencyCounts before, double part)
    {
        if (!Buckets.TryGetValue(guest, out var now)) return null;
        var old = before.Buckets.GetValueOrDefault(guest, []);
        long[] counts =
            [.. now.Select((bucket, i) => bucket.Count - (i < old.Count && old[i].Most.Equals(bucket.Most) ? old[i].Count : 0))];
        if (counts is not [.., > 0 and var all]) return null;
        int place = Array.FindIndex(counts, count => count >= part * all);
        // Beyond the last class nothing is known but that.
        return double.IsInfinity(now[place].Most) && place > 0 ? now[place - 1].Most : now[place].Most;
    }

    private static string? Label(string name, string labels) =>
        Regex.Match(labels, $"(?:^|,){name}=\"((?:[^\"\\\\]|\\\\.)*)\"") is { Success: true } found ? found.Groups[1].Value : null;

    [GeneratedRegex("(?m)^gpiohub_interrupt_latency_seconds_bucket\\{(?<labels>[^}]*)\\} (?<count>[0-9.e+]+)")]
    private static partial Regex Bucket();
}
