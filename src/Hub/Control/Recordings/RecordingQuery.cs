using System.Collections.Immutable;
using System.Globalization;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Requests;
using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Recordings;

/// <summary>What a recording is to hold. Source: IF-4.6.</summary>
/// <param name="Lines">Addresses; null = every line.</param>
/// <param name="Last">From so long ago, of what the log remembers; with a trigger, so long before it.</param>
/// <param name="For">So long from now on.</param>
/// <param name="Until">The edge with which it ends.</param>
/// <param name="After">And so long after that edge.</param>
/// <param name="Flat">One scope, for programs that show no scopes.</param>
internal sealed record RecordingQuery(
    ImmutableArray<string>? Lines, TimeSpan? Last, TimeSpan? For, RecordingTrigger? Until, TimeSpan After, bool Flat)
{
    private static readonly string[] Keys = ["line", "from", "to", "last", "for", "until", "after", "flat"];

    /// <summary>When it begins, CLOCK_MONOTONIC, nanoseconds; null = as the others say. It is of the past then.</summary>
    public long? FromNs { get; init; }

    /// <summary>When it ends; null = now. Only with <see cref="FromNs"/>.</summary>
    public long? ToNs { get; init; }

    /// <summary>It ends by itself, at once: everything that it asks for has happened.</summary>
    public bool IsPast => (Last is not null || FromNs is not null) && For is null && Until is null;

    /// <exception cref="ProblemException">400.</exception>
    public static RecordingQuery Of(HttpRequest request)
    {
        var query = request.Query;
        if (query.Keys.FirstOrDefault(key => !Keys.Contains(key)) is { } unknown)
            throw ProblemException.Malformed($"unknown parameter \"{unknown}\"; there are {string.Join(", ", Keys)}");
        var lines = query["line"].Select(line => line ?? "").Distinct().ToImmutableArray();
        if (lines.Length > ControlLimits.MaxStreamLines)
            throw ProblemException.Malformed($"more than {ControlLimits.MaxStreamLines} lines; without any it has all");
        var until = query["until"].ToString() is { Length: > 0 } edge ? RecordingTrigger.Of(edge) : null;
        var read = new RecordingQuery(lines.IsEmpty ? null : lines, Time("last"), Time("for"), until, Time("after") ?? TimeSpan.Zero,
            query["flat"].ToString() is "1" or "true")
        {
            FromNs = Ns("from"),
            ToNs = Ns("to"),
        };
        if (read.FromNs is null && read.ToNs is not null) throw ProblemException.Malformed("to: expected only with from");
        if (read.ToNs <= read.FromNs) throw ProblemException.Malformed("from: expected a time before to");
        if (read.FromNs is not null && ((read.Last ?? read.For) is not null || until is not null))
            throw ProblemException.Malformed("from: expected without last, for and until");
        if (read is { For: not null, Until: not null }) throw ProblemException.Malformed("for and until: expected one of the two");
        if (until is null && query.ContainsKey("after")) throw ProblemException.Malformed("after: expected only with until");
        return read;

        long? Ns(string key) => query[key].ToString() is not { Length: > 0 } text ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long ns) ? ns
            : throw ProblemException.Malformed($"{key}={text}: expected nanoseconds of CLOCK_MONOTONIC");

        TimeSpan? Time(string key) => query[key].ToString() is not { Length: > 0 } text ? null
            : WrittenTime.TryParse(text, out var time) ? time
            : throw ProblemException.Malformed($"{key}={text}: expected {WrittenTime.Expected}");
    }
}

/// <param name="Level">The level after the edge; null = either.</param>
internal sealed record RecordingTrigger(string Line, bool? Level)
{
    /// <summary>Reads <c>bench/CRASH=rising</c>.</summary>
    /// <exception cref="ProblemException">400.</exception>
    public static RecordingTrigger Of(string text)
    {
        int at = text.LastIndexOf('=');
        return at <= 0
            ? throw ProblemException.Malformed($"until={text}: expected LINE=rising, LINE=falling or LINE=both")
            : text[(at + 1)..] switch
            {
                "rising" => new RecordingTrigger(text[..at], true),
                "falling" => new RecordingTrigger(text[..at], false),
                "both" => new RecordingTrigger(text[..at], null),
                _ => throw ProblemException.Malformed($"until={text}: expected LINE=rising, LINE=falling or LINE=both"),
            };
    }
}
