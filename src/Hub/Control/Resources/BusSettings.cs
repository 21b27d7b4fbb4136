using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Requests;
using GpioHub.Rules.Buses;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Control.Resources;

/// <summary>What setting a bus sets of its lines.</summary>
internal static class BusSettings
{
    /// <summary>The value in a body: alone, or the document that GET gives, whatever the Content-Type says.</summary>
    /// <exception cref="ProblemException">400.</exception>
    public static string WrittenIn(string body)
    {
        if (!body.AsSpan().TrimStart().StartsWith('{')) return body.EndsWith('\n') ? body[..^1] : body;
        return JsonBody.Parse(body, "value").NumberOrText("value")
            ?? throw ProblemException.Malformed("a value is missing: {\"value\":10}, {\"value\":\"0xa\"} or {\"value\":\"z\"}");
    }

    /// <param name="written">A number, or <c>z</c> to withdraw from every line.</param>
    /// <exception cref="ProblemException">400.</exception>
    public static ImmutableArray<LineSetting> Of(BusPlan bus, string? written)
    {
        int lines = bus.Lines.Length;
        if (written == "z") return [.. bus.Lines.Select(line => new LineSetting(line, null))];
        if (written is null || !BusValue.TryParse(written, out ulong value))
            throw ProblemException.Malformed($"{bus.Name} {written ?? "null"}: expected a number as 10, 0xa or 0b1010, or z to withdraw");
        if (value > BusValue.Largest(lines))
        {
            throw ProblemException.Malformed(
                $"{bus.Name} {written} is too large: a bus of {Counted.Of(lines, "line")} has 0 to {BusValue.Largest(lines)}");
        }

        return [.. bus.Lines.Select((line, place) => new LineSetting(line, BusValue.LevelAt(value, place, lines)))];
    }
}
