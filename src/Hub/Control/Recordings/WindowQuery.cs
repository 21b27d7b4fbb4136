using System.Collections.Immutable;
using System.Globalization;
using GpioHub.Hub.Control.Requests;
using GpioHub.Transports.Native;
using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Recordings;

/// <summary>The window of time that a waveform shows. Source: IF-4.7.</summary>
/// <param name="Lines">Addresses; empty = every line, at most <see cref="ControlLimits.MaxStreamLines"/>.</param>
/// <param name="FromNs">CLOCK_MONOTONIC, nanoseconds.</param>
internal sealed record WindowQuery(ImmutableArray<string> Lines, long FromNs, long ToNs, int Columns)
{
    private const long DefaultNs = 10_000_000_000;
    private const int DefaultColumns = 1600, MostColumns = 16_384;

    private static readonly string[] Keys = ["line", "from", "to", "columns"];

    /// <exception cref="ProblemException">400.</exception>
    public static WindowQuery Of(HttpRequest request)
    {
        var query = request.Query;
        if (query.Keys.FirstOrDefault(key => !Keys.Contains(key)) is { } unknown)
            throw ProblemException.Malformed($"unknown parameter \"{unknown}\"; there are {string.Join(", ", Keys)}");
        long to = Number("to", long.MaxValue) ?? MonotonicClock.Now;
        long from = Number("from", long.MaxValue) ?? Math.Max(0, to - DefaultNs);
        if (from >= to) throw ProblemException.Malformed("from: expected a time before to");
        long columns = Number("columns", MostColumns) ?? DefaultColumns;
        if (columns < 1) throw ProblemException.Malformed($"columns: expected 1 to {MostColumns}");
        var lines = query["line"].Select(line => line ?? "").Distinct().ToImmutableArray();
        if (lines.Length > ControlLimits.MaxStreamLines)
            throw ProblemException.Malformed($"more than {ControlLimits.MaxStreamLines} lines in one window");
        return new WindowQuery(lines, from, to, (int)columns);

        long? Number(string key, long most) => query[key].ToString() is not { Length: > 0 } text ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= most ? number
            : throw ProblemException.Malformed($"{key}={text}: expected a whole number, at most {most}");
    }
}
