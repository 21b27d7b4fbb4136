using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Control.Wire;
using GpioHub.Hub.Naming;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Plan;
using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Resources;

/// <summary>The resource <c>/v1/faults</c>: faults that users add to lines and chips.</summary>
internal sealed class FaultResources(IRig rig)
{
    public IEnumerable<Resource> All =>
    [
        new("GET", "v1/faults", ListAsync),
        new("POST", "v1/faults", AddAsync, MediaTypes.Json),
        new("DELETE", "v1/faults", ClearAllAsync),
        new("GET", "v1/faults/*", OneAsync),
        new("DELETE", "v1/faults/*", ClearAsync),
    ];

    private async Task ListAsync(HttpContext http, ImmutableArray<string> names) =>
        await Answer.JsonAsync(http, [.. (await FaultsAsync(http)).Select(Of)], WireJson.Readable.IReadOnlyListFaultDocument);

    private async Task OneAsync(HttpContext http, ImmutableArray<string> names)
    {
        var faults = await FaultsAsync(http);
        var fault = faults.FirstOrDefault(fault => fault.Number == FaultNames.NumberOf(names[0])) ?? throw NoFault(names[0], faults);
        await Answer.JsonAsync(http, Of(fault), WireJson.Readable.FaultDocument);
    }

    private async Task AddAsync(HttpContext http, ImmutableArray<string> names)
    {
        var body = JsonBody.Parse(await Answer.BodyAsync(http),
            ["line", "bus", "chip", "kind", "count", "period", "width", "delay", "seed", "ttl"], ["id", "fired", "endsInNs"]);
        var order = new FaultOrder(KindIn(body))
        {
            Count = body.Number("count"),
            Period = body.Time("period"),
            Width = body.Time("width"),
            Delay = body.Time("delay"),
            Seed = body.Unsigned("seed"),
            Ttl = body.Time("ttl"),
        };
        if (body.Text("bus") is { } bus)
        {
            await AddToBusAsync(http, bus, body, order);
            return;
        }

        var result = await rig.AddFaultAsync(TargetIn(body), order, http.RequestAborted)
            .WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        if (result.Fault is not { } fault) throw Refusal(result);
        http.Response.Headers.Location = $"/v1/faults/{FaultNames.Id(fault.Number)}";
        await Answer.JsonAsync(http, Of(fault), WireJson.Readable.FaultDocument, StatusCodes.Status201Created);
    }

    /// <summary>The same fault on every line of a bus, or on none.</summary>
    private async Task AddToBusAsync(HttpContext http, string name, JsonBody body, FaultOrder order)
    {
        if (body.Text("line") is not null || body.Text("chip") is not null) throw OneTarget();
        var bus = new LineLookup(rig.Plan).Bus(name);
        var results = await rig.AddFaultsAsync(bus.Lines, order, http.RequestAborted)
            .WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        if (results.FirstOrDefault(result => result.Fault is null) is { } refused) throw Refusal(refused);
        http.Response.Headers.Location = "/v1/faults";
        await Answer.JsonAsync(http, [.. results.Select(result => Of(result.Fault!))], WireJson.Readable.IReadOnlyListFaultDocument,
            StatusCodes.Status201Created);
    }

    /// <param name="result">No fault was added.</param>
    private static Exception Refusal(FaultResult result) => result.Status switch
    {
        FaultStatus.Malformed => ProblemException.Malformed(result.Detail),
        FaultStatus.Gone => new NameNotFoundException(result.Detail, null),
        FaultStatus.TooMany => new ProblemException(409, ProblemCode.TooMany, result.Detail),
        _ => new ProblemException(504, ProblemCode.NoAnswer, result.Detail),
    };

    private static ProblemException OneTarget() =>
        ProblemException.Malformed("a fault is of a line, of a bus or of a chip: one of the three");

    private async Task ClearAllAsync(HttpContext http, ImmutableArray<string> names)
    {
        await rig.ClearFaultAsync(null, http.RequestAborted).WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        Answer.NoContent(http);
    }

    private async Task ClearAsync(HttpContext http, ImmutableArray<string> names)
    {
        int cleared = FaultNames.NumberOf(names[0]) is { } number
            ? await rig.ClearFaultAsync(number, http.RequestAborted).WaitAsync(ControlLimits.HubAnswer, http.RequestAborted)
            : 0;
        if (cleared == 0) throw NoFault(names[0], await FaultsAsync(http));
        Answer.NoContent(http);
    }

    private static FaultKind KindIn(JsonBody body)
    {
        string word = body.Text("kind") ?? throw ProblemException.Malformed($"a fault needs a kind: {string.Join(", ", FaultNames.All)}");
        if (FaultNames.KindOf(word) is { } kind) return kind;
        string instead = NearestName.Of(word, FaultNames.All) is { } near
            ? $"did you mean {near}?"
            : $"there are {string.Join(", ", FaultNames.All)}";
        throw ProblemException.Malformed($"\"{word}\" is no fault; {instead}");
    }

    private FaultTarget TargetIn(JsonBody body) => (body.Text("line"), body.Text("chip")) switch
    {
        ({ } line, null) => LineAddress.TryParse(line, out var address)
            ? FaultTarget.Of(new LineLookup(rig.Plan).Net(address))
            : throw ProblemException.Malformed($"line \"{line}\": expected CHIP/LINE or GUEST:LINE"),
        (null, { } chip) => new FaultTarget(new LineLookup(rig.Plan).Chip(chip).Id, null),
        _ => throw OneTarget(),
    };

    private async Task<ImmutableArray<FaultSnapshot>> FaultsAsync(HttpContext http)
    {
        var faults = await rig.FaultsAsync(http.RequestAborted).WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        return [.. faults.Where(fault => IsThere(fault.Target))];
    }

    /// <summary>Whether the target is there: a reload may take the line away at this moment.</summary>
    private bool IsThere(FaultTarget target) =>
        rig.Plan.Chips.FirstOrDefault(chip => chip.Id == target.Chip) is { } chip
        && (target.Index is not { } index || index < chip.Lines.Length);

    private static NameNotFoundException NoFault(string id, ImmutableArray<FaultSnapshot> faults)
    {
        string[] ids = [.. faults.Select(fault => FaultNames.Id(fault.Number))];
        string there = ids.Length == 0
            ? "none is active"
            : $"active {(ids.Length == 1 ? "is" : "are")} {string.Join(", ", ids.Take(8))}{(ids.Length > 8 ? ", …" : "")}";
        return new NameNotFoundException($"no fault \"{id}\"; {there}", null);
    }

    private FaultDocument Of(FaultSnapshot fault)
    {
        var (target, order) = (fault.Target, fault.Order);
        return new FaultDocument(
            FaultNames.Id(fault.Number),
            target.Index is { } index ? NetName.Of(new(target.Chip, index), rig.Plan) : null,
            target.Index is null ? target.Chip : null,
            FaultNames.Of(order.Kind),
            order.Count,
            Time(order.Period),
            Time(order.Width),
            Time(order.Delay),
            order.Seed,
            Time(order.Ttl),
            fault.Fired,
            fault.EndsInNs is { } ends ? Documents.Ns(ends) : null);
    }

    private static string? Time(TimeSpan? time) => time is { } known ? TimeText.Of(known) : null;
}
