using System.Collections.Immutable;
using System.Globalization;
using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Naming;
using GpioHub.Rules.Plan;
using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Events;

/// <summary>What one event stream is to show. Source: IF-3.6.</summary>
/// <param name="Names">Each net asked for, with every address by which it was asked for.</param>
/// <param name="Count">Edges after which the stream ends; null = never.</param>
/// <param name="After">Last-Event-ID: the reader has seen events up to this one; null = a new reader.</param>
internal sealed record EventQuery(
    ImmutableDictionary<ChipLineAddress, ImmutableArray<string>> Names,
    bool Rising,
    bool Falling,
    long? Count,
    long? After)
{
    /// <exception cref="ProblemException">400.</exception>
    /// <exception cref="NameNotFoundException">A line that the plan does not have.</exception>
    /// <param name="life">This run of the hub; an id of another run means a new reader.</param>
    public static EventQuery Of(HttpRequest request, RigPlan plan, string life)
    {
        var (rising, falling) = request.Query["edges"].ToString() switch
        {
            "" or "both" => (true, true),
            "rising" => (true, false),
            "falling" => (false, true),
            var other => throw ProblemException.Malformed($"edges={other}: expected rising, falling or both"),
        };
        return new EventQuery(NamesOf(request, plan), rising, falling, Number(request.Query["count"], "count", 1),
            Last(request.Headers["Last-Event-ID"], life));
    }

    /// <summary>Whether an event of a net is to be shown: contentions always, whatever edges were asked for.</summary>
    public bool Wants(LineEvent item) => Names.ContainsKey(item.Line) && item.Kind switch
    {
        LineEventKind.Rising => Rising,
        LineEventKind.Falling => Falling,
        _ => item.Kind == LineEventKind.Contention,
    };

    private static ImmutableDictionary<ChipLineAddress, ImmutableArray<string>> NamesOf(HttpRequest request, RigPlan plan)
    {
        var lookup = new LineLookup(plan);
        var asked = request.Query["line"];
        if (asked.Count > ControlLimits.MaxStreamLines)
            throw ProblemException.Malformed($"more than {ControlLimits.MaxStreamLines} lines in one stream");

        var named = asked.Count > 0
            ? asked.Select(text => (Net: lookup.Net(Parse(text ?? "")), Name: text!))
            : NetName.All(plan).Select(net => (Net: net, Name: NetName.Of(net, plan)));
        return named.Distinct().GroupBy(item => item.Net)
            .ToImmutableDictionary(group => group.Key, group => group.Select(item => item.Name).ToImmutableArray());
    }

    private static LineAddress Parse(string text) => LineAddress.TryParse(text, out var address)
        ? address
        : throw ProblemException.Malformed($"line={text}: expected CHIP/LINE or GUEST:LINE");

    private static long? Last(string? id, string life)
    {
        int dash = id?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (dash < 0) return Number(id, "Last-Event-ID", 0);
        return id![..dash] == life ? Number(id[(dash + 1)..], "Last-Event-ID", 0) : null;
    }

    private static long? Number(string? text, string name, long least)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least
            ? number
            : throw ProblemException.Malformed($"{name}={text}: expected a whole number, at least {least}");
    }
}
