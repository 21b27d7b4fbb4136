using System.Collections.Immutable;
using System.Globalization;
using GpioHub.Actors.Control;
using GpioHub.Actors.Rigs;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Control.Wire;
using GpioHub.Hub.Naming;
using GpioHub.Transports.Chips;
using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Resources;

/// <summary><c>/v1/config</c>: the configuration in force, and whether another would do.</summary>
internal sealed class ConfigResources(IHub hub, IConfigChecker checker)
{
    public IEnumerable<Resource> All =>
    [
        new("GET", "v1/config", EffectiveAsync),
        new("POST", "v1/config/check", CheckAsync),
    ];

    private async Task EffectiveAsync(HttpContext http, ImmutableArray<string> names)
    {
        var snapshot = await hub.SnapshotAsync(http.RequestAborted).WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{snapshot.Generation}\"");
        await Answer.JsonAsync(http, Effective(hub.Plan), WireJson.Readable.ConfigDocument);
    }

    private async Task CheckAsync(HttpContext http, ImmutableArray<string> names)
    {
        Answer.RequireMediaType(http, "application/yaml", "application/x-yaml", "text/yaml", "text/plain");
        var found = checker.Check(await Answer.BodyAsync(http), hub.Plan.Hub.ConfigPath);
        if (found.Errors.Count > 0)
        {
            string count = found.Errors.Count == 1 ? "1 problem" : $"{found.Errors.Count} problems";
            throw new ProblemException(422, ProblemCode.InvalidConfig, $"the configuration has {count}") { Errors = found.Errors };
        }

        await Answer.JsonAsync(http, new ConfigCheckDocument([], [], found.Warnings), WireJson.Readable.ConfigCheckDocument);
    }

    private static ConfigDocument Effective(RigPlan plan) => new(
        1,
        plan.Hub.ConfigPath,
        new HubSettingsDocument(
            plan.Hub.SocketFolder,
            Mode(plan.Hub.ControlMode),
            plan.Hub.ControlGroup,
            plan.Hub.Http?.ToString(),
            plan.Hub.Reactors,
            plan.Hub.Poll.Auto ? "auto" : plan.Hub.Poll.Fixed == TimeSpan.Zero ? "off" : $"{plan.Hub.Poll.Fixed.TotalMicroseconds}us"),
        [.. plan.Chips.Select(Of)],
        [.. plan.Guests.Select(guest => Of(guest, plan))]);

    private static ChipSettingsDocument Of(ChipPlan chip) => new(
        chip.Id,
        Words.Of(chip.Driver),
        (chip.GpioChip?.Selector as ByLabel)?.Label,
        (chip.GpioChip?.Selector as ByPath)?.Path,
        (chip.GpioChip?.Selector as ByProperties)?.Properties.ToDictionary(property => property.Name, property => property.Glob),
        chip.GpioChip is { } how ? Words.Of(how.Io) : null,
        chip.GpioChip is { } pauses ? new RestartDocument(Words.Of(pauses.RestartMin), Words.Of(pauses.RestartMax)) : null,
        [.. chip.Lines.Select(line => Of(line, ofGpioChip: chip.GpioChip is not null))]);

    private static ChipLineSettingsDocument Of(ChipLinePlan line, bool ofGpioChip) => new(
        line.Offset == ChipLinePlan.ByName ? null : line.Offset,
        line.Name,
        Words.Of(line.Bias),
        line.ActiveLow,
        Words.Of(line.Drive),
        Words.Of(line.Initial),
        Words.Of(line.Resolve),
        Words.Of(line.Control),
        ofGpioChip ? Words.Of(line.Debounce) : null,
        ofGpioChip ? line.Sample is { } every ? Words.Of(every) : "off" : null);

    private static GuestSettingsDocument Of(GuestPlan guest, RigPlan plan) => new(
        guest.Id,
        guest.SocketPath,
        Mode(guest.SocketMode),
        guest.SocketGroup,
        guest.EarlyUnmask == EarlyUnmask.Hold ? "hold" : "return",
        guest.WhenStopped is { } time ? $"{time.TotalMilliseconds}ms" : "hold",
        [.. guest.Lines.Select(line => new GuestLineSettingsDocument(
            line.Line,
            line.Name,
            line.From is { } from ? NetName.Of(from, plan) : null,
            Words.Of(line.Access),
            Words.Of(line.OnRelease)))]);

    private static string Mode(UnixFileMode mode) => Convert.ToString((int)mode, 8).PadLeft(4, '0');
}
