using System.Text.Json;

namespace GpioHub.Bench.Report;

/// <summary>Prints results for programs: one JSON object a line.</summary>
internal static class JsonLine
{
    private static readonly JsonSerializerOptions Options =
        new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(Result result) => JsonSerializer.Serialize(
        new
        {
            result.Row,
            Placement = result.Where,
            result.Metric,
            result.Floor,
            Hub = result.Hub.Median,
            HubLeast = result.Hub.Least,
            HubMost = result.Hub.Most,
            Ratio = result.Ratio?.Median,
            RatioLeast = result.Ratio?.Least,
            RatioMost = result.Ratio?.Most,
            Target = result.Target?.ToString(),
            result.Verdict,
        },
        Options);
}
