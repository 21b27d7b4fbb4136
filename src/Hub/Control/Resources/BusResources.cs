using System.Collections.Immutable;
using System.Globalization;
using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Control.Wire;
using GpioHub.Hub.Naming;
using GpioHub.Rules.Buses;
using GpioHub.Rules.Plan;
using GpioHub.Rules.Pulses;
using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Resources;

/// <summary>The resource of a bus, <c>/v1/buses/{bus}</c>, its value and its pulse. Lines of a reactor change together, and are read
/// together. Source: IF-3.20.</summary>
internal sealed class BusResources(IRig rig)
{
    public IEnumerable<Resource> All =>
    [
        new("GET", "v1/buses", ListAsync),
        new("GET", "v1/buses/*", OneAsync),
        new("GET", "v1/buses/*/value", ValueAsync),
        new("PUT", "v1/buses/*/value", SetAsync, MediaTypes.Value),
        new("POST", "v1/buses/*/pulse", BeginAsync, MediaTypes.Json),
        new("DELETE", "v1/buses/*/pulse", EndAsync),
    ];

    private async Task ListAsync(HttpContext http, ImmutableArray<string> names)
    {
        var plan = rig.Plan;
        var documents = new List<BusDocument>();
        foreach (var bus in plan.Buses) documents.Add(Documents.Of(bus, plan, await ReadAsync(bus, http)));
        await Answer.JsonAsync(http, documents, WireJson.Readable.IReadOnlyListBusDocument);
    }

    private async Task OneAsync(HttpContext http, ImmutableArray<string> names)
    {
        var plan = rig.Plan;
        var bus = new LineLookup(plan).Bus(names[0]);
        await Answer.JsonAsync(http, Documents.Of(bus, plan, await ReadAsync(bus, http)), WireJson.Readable.BusDocument);
    }

    private async Task ValueAsync(HttpContext http, ImmutableArray<string> names)
    {
        var plan = rig.Plan;
        var bus = new LineLookup(plan).Bus(names[0]);
        bool hex = http.Request.Query["format"].ToString() switch
        {
            "" or "decimal" => false,
            "hex" => true,
            var other => throw ProblemException.Malformed($"format={other}: expected decimal or hex"),
        };
        ulong value = ValueOf(bus, plan, await ReadAsync(bus, http));
        if (Answer.Accepts(http, "application/json"))
            await Answer.JsonAsync(http, new BusValueDocument(value), WireJson.Readable.BusValueDocument);
        else await Answer.TextAsync(http, hex ? BusValue.Hex(value, bus.Lines.Length) : value.ToString(CultureInfo.InvariantCulture));
    }

    private async Task SetAsync(HttpContext http, ImmutableArray<string> names)
    {
        var plan = rig.Plan;
        var bus = new LineLookup(plan).Bus(names[0]);
        var settings = BusSettings.Of(bus, BusSettings.WrittenIn(await Answer.BodyAsync(http)));
        var results = await rig.SetAsync(settings, http.RequestAborted).WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        SetRefusal.Require(results, [.. bus.Lines.Select(line => NetName.Of(line, plan))]);
        Answer.NoContent(http);
    }

    private async Task BeginAsync(HttpContext http, ImmutableArray<string> names)
    {
        var bus = new LineLookup(rig.Plan).Bus(names[0]);
        var order = PulseResources.OrderIn(await Answer.BodyAsync(http));
        var results = await rig.PulseAsync(bus.Lines, order, http.RequestAborted)
            .WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        if (results.FirstOrDefault(result => result.Status == PulseStatus.Malformed) is { } malformed)
            throw ProblemException.Malformed(malformed.Detail);
        if (results.FirstOrDefault(result => result.Status == PulseStatus.Refused) is { } refused)
            throw SetRefusal.Of(refused.Set! with { Detail = $"{refused.Set!.Detail}; no line of {bus.Name} is pulsed" });
        var document = new BusPulseDocument([.. results.Select(result => PulseResources.IdOf(result.Number))]);
        await Answer.JsonAsync(http, document, WireJson.Readable.BusPulseDocument, StatusCodes.Status202Accepted);
    }

    private async Task EndAsync(HttpContext http, ImmutableArray<string> names)
    {
        var bus = new LineLookup(rig.Plan).Bus(names[0]);
        await Task.WhenAll(bus.Lines.Select(line => rig.EndPulseAsync(line, http.RequestAborted)))
            .WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        Answer.NoContent(http);
    }

    private Task<ImmutableArray<LineReading?>> ReadAsync(BusPlan bus, HttpContext http) =>
        rig.ReadAsync(bus.Lines, http.RequestAborted).WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);

    private static ulong ValueOf(BusPlan bus, RigPlan plan, ImmutableArray<LineReading?> lines) =>
        BusValue.Of(bus.Lines.Zip(lines, (line, read) => KnownLevel.Of($"{bus.Name}: {NetName.Of(line, plan)}", line.Chip, read)));
}
