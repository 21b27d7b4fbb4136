using System.Collections.Immutable;
using System.Globalization;
using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Reload;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Control.Wire;
using GpioHub.Hub.Naming;
using GpioHub.Rules.Plan;
using Microsoft.AspNetCore.Http;

namespace GpioHub.Hub.Control.Resources;

/// <summary>The resource <c>/v1/config</c>: the configuration in force, and checks of others.</summary>
internal sealed class ConfigResources(IRig rig, IConfigChecker checker, Reloader reloader)
{
    public IEnumerable<Resource> All =>
    [
        new("GET", "v1/config", EffectiveAsync),
        new("POST", "v1/config/check", CheckAsync, MediaTypes.Yaml, Looks: true),
        new("POST", "v1/config/diff", DiffAsync, MediaTypes.Yaml, Looks: true),
        new("POST", "v1/config/apply", ApplyAsync, MediaTypes.Yaml),
        new("POST", "v1/reload", ReloadAsync, MediaTypes.Yaml),
    ];

    private async Task EffectiveAsync(HttpContext http, ImmutableArray<string> names)
    {
        // The generation first: with an older one nobody replaces a plan that he has not seen.
        http.Response.Headers.ETag = Tag(rig.Generation);
        await Answer.JsonAsync(http, Effective(rig.Plan), WireJson.Readable.ConfigDocument);
    }

    private async Task CheckAsync(HttpContext http, ImmutableArray<string> names)
    {
        var found = await FindAsync(http);
        Require(found.Errors);
        await Answer.JsonAsync(http, new ConfigCheckDocument([], [], found.Warnings), WireJson.Readable.ConfigCheckDocument);
    }

    private async Task DiffAsync(HttpContext http, ImmutableArray<string> names)
    {
        var found = await FindAsync(http);
        var result = await rig.DiffAsync(Plan(found), http.RequestAborted).WaitAsync(ControlLimits.HubAnswer, http.RequestAborted);
        await TellAsync(http, found, result);
    }

    private async Task ApplyAsync(HttpContext http, ImmutableArray<string> names)
    {
        if (Listener.Of(http).Tcp is not null)
        {
            throw new ProblemException(403, ProblemCode.ControlSocketOnly,
                "a configuration is applied over the control socket only; over TCP, change the hub's file and POST /v1/reload");
        }
        long? meant = Meant(http);
        var found = await FindAsync(http);
        await TellAsync(http, found, await rig.ApplyAsync(Plan(found), meant, http.RequestAborted));
    }

    private async Task ReloadAsync(HttpContext http, ImmutableArray<string> names)
    {
        var (found, result) = await reloader.ReloadAsync("POST /v1/reload", Meant(http), http.RequestAborted);
        Plan(found);
        await TellAsync(http, found, result!);
    }

    /// <summary>Checks the body; an empty body means the file on disk, with what it includes.</summary>
    private async Task<ConfigFindings> FindAsync(HttpContext http)
    {
        string yaml = await Answer.BodyAsync(http);
        string path = rig.Plan.Hub.ConfigPath;
        return yaml.Length > 0
            ? checker.Check(yaml, path, rig.Plan)
            : await Task.Run(() => checker.CheckFile(path, rig.Plan), http.RequestAborted);
    }

    private static RigPlan Plan(ConfigFindings found)
    {
        Require(found.Errors);
        return found.Plan!;
    }

    private static void Require(IReadOnlyList<ConfigProblemDocument> none)
    {
        if (none.Count == 0) return;
        string count = none.Count == 1 ? "1 problem" : $"{none.Count} problems";
        throw new ProblemException(422, ProblemCode.InvalidConfig, $"the configuration has {count}") { Errors = none };
    }

    /// <summary>The generation that the client wants to replace; null = it names none.</summary>
    private static long? Meant(HttpContext http)
    {
        string meant = http.Request.Headers.IfMatch.ToString();
        if (meant.Length == 0 || meant == "*") return null;
        return long.TryParse(meant.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out long generation)
            ? generation
            : throw ProblemException.Malformed($"If-Match: {meant} is no generation; GET /v1/config gives it as ETag");
    }

    private static async Task TellAsync(HttpContext http, ConfigFindings found, ApplyResult result)
    {
        if (result.Status == ApplyStatus.OtherGeneration) throw new ProblemException(409, ProblemCode.OtherGeneration, result.Detail);
        if (result.Status == ApplyStatus.RolledBack)
            throw new ProblemException(409, ProblemCode.RolledBack, $"{result.Detail}; nothing has changed");
        http.Response.Headers.ETag = Tag(result.Generation);
        await Answer.JsonAsync(http, new ConfigCheckDocument(result.Changes, result.Refused, found.Warnings),
            WireJson.Readable.ConfigCheckDocument);
    }

    private static string Tag(long generation) => string.Create(CultureInfo.InvariantCulture, $"\"{generation}\"");

    /// <summary>The plan as a rig file, which has the same plan again.</summary>
    internal static ConfigDocument Effective(RigPlan plan)
    {
        // Once for each chip: each guest line asks for the address of its chip line.
        var addresses = plan.Chips.ToDictionary(chip => chip.Id, chip => NetName.Of(chip).ToArray());
        return Effective(plan, line => addresses[line.Chip][line.Index]);
    }

    private static ConfigDocument Effective(RigPlan plan, Func<ChipLineAddress, string> addressOf) => new(
        1,
        new HubSettingsDocument(
            plan.Hub.SocketFolder,
            Mode(plan.Hub.ControlMode),
            plan.Hub.ControlGroup,
            Mode(plan.Hub.ViewMode),
            plan.Hub.ViewGroup,
            plan.Hub.Http?.ToString() ?? "off",
            plan.Hub.HttpNames,
            [.. plan.Hub.Tokens.Select(token => new TokenSettingsDocument(
                token.Name, token.Role == ApiRole.View ? "view" : "control", token.File))],
            plan.Hub.Reactors,
            plan.Hub.Poll.Auto ? "auto" : plan.Hub.Poll.Fixed == TimeSpan.Zero ? "off" : $"{plan.Hub.Poll.Fixed.TotalMicroseconds}us",
            plan.Hub.Watch,
            plan.Hub.Rehearse,
            plan.Hub.PackedRings,
            plan.Hub.Keep,
            plan.Hub.Standby,
            plan.Hub.Watchdog is { } watchdog ? ApiNames.Of(watchdog) : "off"),
        Of(plan.Hub.Recorder),
        plan.Links is { } links ? Of(links) : null,
        plan.Links is { Peers.IsEmpty: false } here ? here.Peers.ToDictionary(peer => peer.Host, Of) : null,
        plan.Chips.ToDictionary(chip => chip.Id, Of),
        plan.Guests.ToDictionary(guest => guest.Id, guest => Of(guest, addressOf)),
        plan.Buses.IsEmpty ? null : plan.Buses.ToDictionary(bus => bus.Name, bus => Of(bus, addressOf)));

    private static HostSettingsDocument Of(LinksPlan links) =>
        new(links.Rig, links.Host, links.Listen.ToString(), links.Certificates?.Ca, links.Certificates?.Certificate);

    private static PeerSettingsDocument Of(PeerPlan peer) =>
        new(Doubled(peer.At.ToString())!, ApiNames.Of(peer.Away), ApiNames.OfWhenStopped(peer.WhenStopped));

    private static IReadOnlyList<string> Of(BusPlan bus, Func<ChipLineAddress, string> addressOf) =>
        [.. bus.Lines.Select(line => Doubled(addressOf(line))!)];

    private static RecorderSettingsDocument Of(RecorderPlan recorder)
    {
        long kib = recorder.Bytes >> 10;
        string memory = kib == 0 ? "off"
            : kib % 1024 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{kib / 1024}MiB")
            : string.Create(CultureInfo.InvariantCulture, $"{kib}KiB");
        return new RecorderSettingsDocument(memory, recorder.Dumps, recorder.Contentions, recorder.Folder);
    }

    private static ChipSettingsDocument Of(ChipPlan chip)
    {
        var device = chip.Driver as GpioChipPlan;
        var remote = chip.Driver as RemotePlan;
        SharedLineDocument[] shared = [.. chip.Lines.Zip(NetName.Of(chip)).Where(pair => pair.First.IsShared)
            .Select(pair => new SharedLineDocument(pair.Second[(chip.Id.Length + 1)..], ApiNames.Of(
                pair.First.Sharing == Sharing.Drive ? ControlAccess.Drive : ControlAccess.Read)))];
        return new ChipSettingsDocument(
            chip.Driver.Name,
            (device?.Selector as ByLabel)?.Label,
            (device?.Selector as ByPath)?.Path,
            (device?.Selector as ByProperties)?.Properties.ToDictionary(property => property.Name, property => property.Glob),
            device is null ? null : ApiNames.Of(device.Io),
            device is null ? null : new RestartDocument(ApiNames.Of(device.RestartMin), ApiNames.Of(device.RestartMax)),
            remote?.Host,
            remote?.Chip,
            shared.Length == 0 ? null : shared,
            [.. chip.Lines.Where(line => !line.IsUnused)
                .Select(line => remote is null ? Of(line, ofGpioChip: device is not null) : OfRemote(line))]);
    }

    private static ChipLineSettingsDocument OfRemote(ChipLinePlan line) => new(
        line.Offset == ChipLinePlan.ByName ? null : line.Offset, line.Name, Bias: null, ActiveLow: null, Drive: null, Initial: null,
        ApiNames.Of(line.Resolve), ApiNames.Of(line.Control), Debounce: null, Sample: null);

    private static ChipLineSettingsDocument Of(ChipLinePlan line, bool ofGpioChip) => new(
        line.Offset == ChipLinePlan.ByName ? null : line.Offset,
        ofGpioChip ? line.Name : Doubled(line.Name),
        ApiNames.Of(line.Bias),
        line.ActiveLow,
        ApiNames.Of(line.Drive),
        ApiNames.Of(line.Initial),
        ApiNames.Of(line.Resolve),
        ApiNames.Of(line.Control),
        ofGpioChip ? ApiNames.Of(line.Debounce) : null,
        ofGpioChip ? line.Sample is { } every ? ApiNames.Of(every) : "off" : null);

    private static GuestSettingsDocument Of(GuestPlan guest, Func<ChipLineAddress, string> addressOf) => new(
        Doubled(guest.SocketPath)!,
        Mode(guest.SocketMode),
        guest.SocketGroup,
        guest.EarlyUnmask == EarlyUnmask.Hold ? "hold" : "return",
        ApiNames.OfWhenStopped(guest.WhenStopped),
        guest.RequestsPerSecond,
        guest.InterruptsPerSecond,
        [.. guest.Lines.Select(line => new GuestLineSettingsDocument(
            line.Line,
            Doubled(line.Name)!,
            line.From is { } from ? Doubled(addressOf(from)) : null,
            ApiNames.Of(line.Access),
            line.Access == LineAccess.In ? null : ApiNames.Of(line.OnRelease)))]);

    /// <summary>Where {a..b} and {n} have a meaning, a brace is written twice (IF-1.5).</summary>
    private static string? Doubled(string? text) => text?.Replace("{", "{{", StringComparison.Ordinal);

    private static string Mode(UnixFileMode mode) => Convert.ToString((int)mode, 8).PadLeft(4, '0');
}
