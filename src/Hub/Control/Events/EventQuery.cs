using System.Collections.Immutable;
using System.Globalization;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Requests;
using GpioHub.Rules.Plan;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace GpioHub.Hub.Control.Events;

/// <summary>What one event stream is to show. Source: IF-3.6.</summary>
/// <param name="Lines">Addresses as they were asked for; null = every line, those of a later configuration too.</param>
/// <param name="Count">Edges after which the stream ends; null = never.</param>
/// <param name="After">Last-Event-ID: the reader has seen events up to this one; null = a new reader.</param>
internal sealed record EventQuery(ImmutableArray<string>? Lines, bool Rising, bool Falling, long? Count, long? After)
{
    private static readonly TimeSpan ShortestBatch = TimeSpan.FromMilliseconds(1), LongestBatch = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestBeat = TimeSpan.FromMilliseconds(100), LongestBeat = TimeSpan.FromMinutes(10);

    public StreamKinds Kinds { get; init; } = StreamKinds.Usual;

    /// <summary>How long edges are gathered into one document; null = each has its own.</summary>
    public TimeSpan? Batch { get; init; }

    /// <summary>How often the stream shows the clocks; null = never.</summary>
    public TimeSpan? Heartbeat { get; init; }

    /// <summary>The reader knows every form of event. One that asks for none of the newer parameters sees what readers always
    /// saw.</summary>
    public bool IsNew { get; init; }

    /// <exception cref="ProblemException">400.</exception>
    /// <param name="lines">From the body of a POST; null = those of the URL.</param>
    /// <param name="life">This run of the hub; an id of another run means a new reader.</param>
    public static EventQuery Of(HttpRequest request, ImmutableArray<string>? lines, string life)
    {
        var query = request.Query;
        var (rising, falling) = query["edges"].ToString() switch
        {
            "" or "both" => (true, true),
            "rising" => (true, false),
            "falling" => (false, true),
            var other => throw ProblemException.Malformed($"edges={other}: expected rising, falling or both"),
        };
        return new EventQuery(lines ?? LinesOf(query["line"]), rising, falling, Number(query["count"], "count", 1),
            Last(request.Headers["Last-Event-ID"], life))
        {
            Kinds = KindsOf(query["kinds"].ToString()),
            Batch = Time(query["batch"], "batch", ShortestBatch, LongestBatch),
            Heartbeat = Time(query["heartbeat"], "heartbeat", ShortestBeat, LongestBeat),
            IsNew = query.ContainsKey("kinds") || query.ContainsKey("batch") || query.ContainsKey("heartbeat"),
        };
    }

    /// <summary>Whether an edge is to be shown.</summary>
    public bool Wants(bool level) => (Kinds & StreamKinds.Edge) != 0 && (level ? Rising : Falling);

    private static ImmutableArray<string>? LinesOf(StringValues asked)
    {
        if (asked.Count == 0) return null;
        if (asked.Count > ControlLimits.MaxStreamLines)
        {
            throw ProblemException.Malformed($"more than {ControlLimits.MaxStreamLines} lines in one URL; " +
                "POST {\"lines\":[…]} names more, and a stream without line= has all");
        }

        return [.. asked.Select(text => text ?? "").Distinct()];
    }

    private static StreamKinds KindsOf(string text)
    {
        if (text.Length == 0) return StreamKinds.Usual;
        var kinds = StreamKinds.None;
        foreach (string word in text.Split(','))
        {
            bool known = word.Length > 0 && word.All(char.IsAsciiLetterLower)
                && Enum.TryParse(word, ignoreCase: true, out StreamKinds kind) && int.PopCount((int)kind) == 1;
            kinds |= known ? Enum.Parse<StreamKinds>(word, ignoreCase: true)
                : throw ProblemException.Malformed($"kinds={word}: expected some of edge,contention,irq,guest,chip,fault,config,audit");
        }

        return kinds;
    }

    private static long? Last(string? id, string life)
    {
        int dash = id?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (dash < 0) return Number(id, "Last-Event-ID", 0);
        return id![..dash] == life ? Number(id[(dash + 1)..], "Last-Event-ID", 0) : null;
    }

    private static TimeSpan? Time(string? text, string name, TimeSpan least, TimeSpan most)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return WrittenTime.TryParse(text, out var time) && time >= least && time <= most ? time
            : throw ProblemException.Malformed(
                $"{name}={text}: expected a time from {TimeText.Of(least)} to {TimeText.Of(most)}, such as 20ms");
    }

    private static long? Number(string? text, string name, long least)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least
            ? number
            : throw ProblemException.Malformed($"{name}={text}: expected a whole number, at least {least}");
    }
}
