using System.Globalization;
using System.Text;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Report;

/// <summary>Prints results for people: one line each, in columns.</summary>
internal static class Table
{
    private static readonly int[] Widths = [34, 28, 24, 10, 24, 24, 14, 14];

    public static string Head { get; } = Line("row", "placement", "", "floor", "hub", "ratio", "target", "vhost-device");

    public static string Of(Result result) => Line(
        result.Row,
        result.Where,
        result.Metric,
        result.Floor is { } floor ? Number(floor) : "",
        WithSpread(result.Hub),
        result.Ratio is { } ratio ? WithSpread(ratio) : "",
        result.Target?.ToString() ?? "",
        result.Peer,
        result.Verdict ?? "");

    /// <summary>A number with three significant digits, and all digits before the point.</summary>
    public static string Number(double value)
    {
        double size = Math.Abs(value);
        string format = size >= 100 || size == 0 ? "#,0" : size >= 10 ? "0.0" : size >= 0.01 ? "0.00" : "0.0000";
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    private static string WithSpread(Spread spread) =>
        spread.Least == spread.Most ? Number(spread.Median) : $"{Number(spread.Median)} ({Number(spread.Least)} – {Number(spread.Most)})";

    private static string Line(params string[] cells)
    {
        var line = new StringBuilder();
        for (int i = 0; i < cells.Length; i++)
        {
            bool last = i == cells.Length - 1;
            line.Append(last ? cells[i] : cells[i].PadRight(Widths[i])).Append(last ? "" : " ");
        }

        return line.ToString().TrimEnd();
    }
}
