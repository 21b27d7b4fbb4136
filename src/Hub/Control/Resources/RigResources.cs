using System.Collections.Immutable;
using System.Diagnostics;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Control.Wire;
using GpioHub.Hub.Naming;
using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Resources;

/// <summary>The resources <c>/v1/hub</c>, <c>/v1/chips</c>, <c>/v1/guests</c>: the present state.</summary>
internal sealed class RigResources(IRig rig, IKeeperStatus keeper)
{
    public IEnumerable<Resource> All =>
    [
        new("GET", "v1/hub", HubAsync),
        new("GET", "v1/chips", ChipsAsync),
        new("GET", "v1/chips/*", ChipAsync),
        new("GET", "v1/guests", GuestsAsync),
        new("GET", "v1/guests/*", GuestAsync),
    ];

    private async Task HubAsync(HttpContext http, ImmutableArray<string> names)
    {
        var plan = rig.Plan;
        var snapshot = await rig.SnapshotAsync(http.RequestAborted).WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        await Answer.JsonAsync(http,
            Documents.Of(snapshot, plan, Granted.To(http), keeper, rig.Links, Stopwatch.GetTimestamp()), WireJson.Readable.HubDocument);
    }

    private async Task ChipsAsync(HttpContext http, ImmutableArray<string> names)
    {
        var snapshot = await rig.SnapshotAsync(http.RequestAborted).WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        await Answer.JsonAsync(http, [.. snapshot.Chips.Select(Documents.Of)], WireJson.Readable.IReadOnlyListChipDocument);
    }

    private async Task ChipAsync(HttpContext http, ImmutableArray<string> names)
    {
        var chip = await FindChipAsync(names[0], http.RequestAborted);
        await Answer.JsonAsync(http, Documents.Of(chip), WireJson.Readable.ChipDocument);
    }

    private async Task GuestsAsync(HttpContext http, ImmutableArray<string> names)
    {
        var plan = rig.Plan;
        var snapshot = await rig.SnapshotAsync(http.RequestAborted).WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        await Answer.JsonAsync(http, [.. snapshot.Guests.Select(guest => Documents.Of(guest, plan))],
            WireJson.Readable.IReadOnlyListGuestDocument);
    }

    private async Task GuestAsync(HttpContext http, ImmutableArray<string> names)
    {
        var plan = rig.Plan;
        string id = new LineLookup(plan).Guest(names[0]).Id;
        var guest = await rig.GuestAsync(id, http.RequestAborted).WaitAsync(ControlLimits.HubAnswer, http.RequestAborted)
            ?? throw new NameNotFoundException($"guest {id} has just gone", null);
        await Answer.JsonAsync(http, Documents.Of(guest, plan), WireJson.Readable.GuestDocument);
    }

    private async Task<ChipSnapshot> FindChipAsync(string asked, CancellationToken cancel)
    {
        string id = new LineLookup(rig.Plan).Chip(asked).Id;
        return await rig.ChipAsync(id, cancel).WaitAsync(ControlLimits.HubAnswer, cancel)
            ?? throw new NameNotFoundException($"chip {id} has just gone", null);
    }
}
