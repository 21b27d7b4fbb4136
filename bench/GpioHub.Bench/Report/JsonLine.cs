using System.Text.Json;
using GpioHub.Bench.Statistics;

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
            Hub = Of(result.Hub),
            Floor = Of(result.Floor),
            Sleeps = Of(result.Sleeps),
            Looks = Of(result.Looks),
            Other = Of(result.Other),
            Target = result.Target?.ToString(),
            result.Verdict,
            result.Apart,
        },
        Options);

    private static object Of(Spread spread) => new { spread.Median, spread.Least, spread.Most };

    private static object? Of(Beside? beside) => beside is { } there ? new { Own = Of(there.Own), Ratio = Of(there.Ratio) } : null;
}
