using System.Globalization;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Report;

/// <summary>Prints results for people: one line each, in columns.</summary>
internal sealed class Table
{
    private readonly (string Head, int Width, Func<Result, string> Cell)[] _columns;

    /// <param name="limit">There is a bare back-end beside the hub.</param>
    /// <param name="other">What else is beside it; null = nothing.</param>
    public Table(bool limit, string? other)
    {
        List<(string, int, Func<Result, string>)> columns =
        [
            ("row", 30, result => result.Row), ("placement", 27, result => result.Where), ("", 27, result => result.Metric),
            ("floor", 8, result => Own(result.Floor)),
        ];
        if (limit) columns.AddRange([("sleeps", 8, result => Own(result.Sleeps)), ("looks", 8, result => Own(result.Looks))]);
        if (other is not null) columns.Add((other, 8, result => Own(result.Other)));
        columns.AddRange([("hub", 22, result => WithSpread(result.Hub)), ("hub / floor", 19, result => Ratio(result.Floor))]);
        if (limit) columns.AddRange([("/ sleeps", 19, result => Ratio(result.Sleeps)), ("/ looks", 19, result => Ratio(result.Looks))]);
        if (other is not null) columns.Add(($"/ {other}", 19, result => Ratio(result.Other)));
        columns.AddRange(
        [
            ("target", 14, result => result.Target?.ToString() ?? ""), ("", 14, result => result.Verdict ?? ""),
            ("", 0, result => result.Apart ?? ""),
        ]);
        _columns = [.. columns];
    }

    public string Head => Line(column => column.Head);

    public string Of(Result result) => Line(column => column.Cell(result));

    /// <summary>A number with three significant digits, and all digits before the point.</summary>
    public static string Number(double value)
    {
        double size = Math.Abs(value);
        string format = size >= 100 || size == 0 ? "#,0" : size >= 10 ? "0.0" : size >= 0.01 ? "0.00" : "0.0000";
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Own(Beside? beside) => beside is { } there ? Number(there.Own.Median) : "";

    private static string Ratio(Beside? beside) => beside is { } there ? WithSpread(there.Ratio) : "";

    private static string WithSpread(Spread spread) =>
        spread.Least == spread.Most ? Number(spread.Median) : $"{Number(spread.Median)} ({Number(spread.Least)} – {Number(spread.Most)})";

    private string Line(Func<(string Head, int Width, Func<Result, string> Cell), string> cell) =>
        string.Join(' ', _columns.Select(column => cell(column).PadRight(column.Width))).TrimEnd();
}
