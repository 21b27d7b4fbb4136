using System.Globalization;
using System.Text.Json;

namespace GpioHub.Bench.Life;

/// <summary>Figures on stdout, one a line: in columns for people, or as JSON objects with the keys that
/// <c>bench/run.sh --json</c> uses.</summary>
internal sealed class Report(bool json)
{
    private static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="row">What was measured.</param>
    /// <param name="where">Under which circumstances.</param>
    /// <param name="metric">Which number of it, with its unit.</param>
    /// <param name="target">At most this; null = a number to look at.</param>
    /// <returns>The target is met, or there is none.</returns>
    public bool Say(string row, string where, string metric, double hub, double? target = null)
    {
        bool met = target is null || hub <= target;
        string? verdict = target is null ? null : met ? "met" : string.Create(CultureInfo.InvariantCulture,
            $"missed by {Math.Max(1, (hub / target.Value - 1) * 100):0} %");
        Console.WriteLine(json
            ? JsonSerializer.Serialize(new
            {
                row,
                placement = where,
                metric,
                hub,
                target = target is { } t ? string.Create(CultureInfo.InvariantCulture, $"≤ {t:0.##}") : null,
                verdict,
            }, Options)
            : string.Create(CultureInfo.InvariantCulture, $"{row,-30} {where,-22} {metric,-24} {hub,10:0.##} " +
                $"{(target is { } limit ? $"≤ {limit:0.##}" : ""),-10} {verdict}").TrimEnd());
        return met;
    }
}
