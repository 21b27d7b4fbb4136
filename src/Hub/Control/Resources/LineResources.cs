using System.Collections.Immutable;
using System.Globalization;
using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Control.Wire;
using GpioHub.Hub.Naming;
using GpioHub.Rules.Nets;
using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Resources;

/// <summary>The resource of a net under either of its addresses, <c>/v1/lines/{chip}/{line}</c> or <c>/v1/guests/{guest}/lines/{line}</c>,
/// and its value.</summary>
internal sealed class LineResources(IRig rig)
{
    public IEnumerable<Resource> All =>
    [
        new("GET", "v1/lines", LinesAsync),
        new("GET", "v1/lines/*/*", (http, names) => LineAsync(http, ChipLine(names))),
        new("GET", "v1/guests/*/lines/*", (http, names) => LineAsync(http, GuestLine(names))),
        new("GET", "v1/lines/*/*/value", (http, names) => ValueAsync(http, ChipLine(names))),
        new("GET", "v1/guests/*/lines/*/value", (http, names) => ValueAsync(http, GuestLine(names))),
        new("PUT", "v1/lines/*/*/value", (http, names) => SetAsync(http, ChipLine(names)), MediaTypes.Value),
        new("PUT", "v1/guests/*/lines/*/value", (http, names) => SetAsync(http, GuestLine(names)), MediaTypes.Value),
    ];

    private static LineAddress ChipLine(ImmutableArray<string> names) => new(names[0], OfGuest: false, names[1]);

    private static LineAddress GuestLine(ImmutableArray<string> names) => new(names[0], OfGuest: true, names[1]);

    private async Task LinesAsync(HttpContext http, ImmutableArray<string> names)
    {
        var snapshot = await rig.SnapshotAsync(http.RequestAborted).WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        await Answer.JsonAsync(http, [.. snapshot.Chips.SelectMany(chip => chip.Lines).Select(Documents.Of)],
            WireJson.Readable.IReadOnlyListLineDocument);
    }

    private async Task LineAsync(HttpContext http, LineAddress address)
    {
        var (_, line) = await FindAsync(address, http.RequestAborted);
        await Answer.JsonAsync(http, Documents.Of(line), WireJson.Readable.LineDocument);
    }

    private async Task ValueAsync(HttpContext http, LineAddress address)
    {
        var net = new LineLookup(rig.Plan).Net(address);
        var line = await rig.ReadAsync(net, http.RequestAborted).WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        int value = Documents.Bit(KnownLevel.Of(address.ToString(), net.Chip, line));
        if (Answer.Accepts(http, "application/json"))
            await Answer.JsonAsync(http, new ValueDocument(value), WireJson.Readable.ValueDocument);
        else await Answer.TextAsync(http, value.ToString(CultureInfo.InvariantCulture));
    }

    private async Task SetAsync(HttpContext http, LineAddress address)
    {
        var line = new LineLookup(rig.Plan).Net(address);
        bool? level = LevelIn(await Answer.BodyAsync(http));
        var result = await rig.SetAsync(line, level, http.RequestAborted).WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        if (result.Status != SetStatus.Done) throw SetRefusal.Of(result);

        Answer.NoContent(http);
    }

    /// <summary>The level alone, or the document that GET gives, whatever the Content-Type says.</summary>
    private static bool? LevelIn(string body) => body.AsSpan().TrimStart().StartsWith('{')
        ? LevelIn(JsonBody.Parse(body, "value"))
        : (body.EndsWith('\n') ? body[..^1] : body) switch
        {
            "1" => true,
            "0" => false,
            "z" => null,
            _ => throw ProblemException.Malformed("the body is to be 0, 1 or z, and at most a newline; or {\"value\":0}"),
        };

    private static bool? LevelIn(JsonBody body) => Level("value", body.NumberOrText("value")
        ?? throw ProblemException.Malformed("a value is missing: {\"value\":0}, {\"value\":1} or {\"value\":\"z\"}"));

    /// <param name="key">For the message.</param>
    /// <exception cref="ProblemException">400.</exception>
    public static bool? Level(string key, string? value) => value switch
    {
        "1" => true,
        "0" => false,
        "z" => null,
        _ => throw ProblemException.Malformed($"{key} {value ?? "null"}: expected 0, 1 or \"z\""),
    };

    private async Task<(ChipSnapshot Chip, LineSnapshot Line)> FindAsync(LineAddress address, CancellationToken cancel)
    {
        var net = new LineLookup(rig.Plan).Net(address);
        var chip = await rig.ChipAsync(net.Chip, cancel).WaitAsync(ControlLimits.HubAnswer, cancel);
        var line = chip?.Lines.FirstOrDefault(l => l.Index == net.Index);
        return chip is not null && line is not null ? (chip, line) : throw new NameNotFoundException($"{address} has just gone", null);
    }
}
