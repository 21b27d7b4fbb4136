using System.Collections.Immutable;
using System.Globalization;
using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Control.Wire;
using GpioHub.Hub.Naming;
using GpioHub.Rules.Pulses;
using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Resources;

/// <summary>The resource <c>L/pulse</c>: levels that the hub plays and ends, whatever happens to the client.</summary>
internal sealed class PulseResources(IRig rig)
{
    public IEnumerable<Resource> All =>
    [
        new("POST", "v1/lines/*/*/pulse", (http, names) => BeginAsync(http, ChipLine(names)), MediaTypes.Json),
        new("POST", "v1/guests/*/lines/*/pulse", (http, names) => BeginAsync(http, GuestLine(names)), MediaTypes.Json),
        new("DELETE", "v1/lines/*/*/pulse", (http, names) => EndAsync(http, ChipLine(names))),
        new("DELETE", "v1/guests/*/lines/*/pulse", (http, names) => EndAsync(http, GuestLine(names))),
    ];

    /// <exception cref="ProblemException">400.</exception>
    public static PulseOrder OrderIn(string json)
    {
        var body = JsonBody.Parse(json, "times", "level", "repeat");
        return new PulseOrder([.. body.Times("times")
            ?? throw ProblemException.Malformed("a pulse needs times: {\"times\":[\"20ms\"]}")])
        {
            Level = body.Number("level") switch
            {
                null or 1 => true,
                0 => false,
                var other => throw ProblemException.Malformed($"level {other}: expected 0 or 1"),
            },
            Repeat = body.Number("repeat") ?? 1,
        };
    }

    public static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"p{number}");

    private static LineAddress ChipLine(ImmutableArray<string> names) => new(names[0], OfGuest: false, names[1]);

    private static LineAddress GuestLine(ImmutableArray<string> names) => new(names[0], OfGuest: true, names[1]);

    private async Task BeginAsync(HttpContext http, LineAddress address)
    {
        var line = new LineLookup(rig.Plan).Net(address);
        var order = OrderIn(await Answer.BodyAsync(http));
        var result = await rig.PulseAsync(line, order, http.RequestAborted).WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        if (result.Status == PulseStatus.Malformed) throw ProblemException.Malformed(result.Detail);
        if (result.Status == PulseStatus.Refused) throw SetRefusal.Of(result.Set!);
        var document = new PulseDocument(IdOf(result.Number));
        await Answer.JsonAsync(http, document, WireJson.Readable.PulseDocument, StatusCodes.Status202Accepted);
    }

    private async Task EndAsync(HttpContext http, LineAddress address)
    {
        var line = new LineLookup(rig.Plan).Net(address);
        await rig.EndPulseAsync(line, http.RequestAborted).WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        Answer.NoContent(http);
    }
}
