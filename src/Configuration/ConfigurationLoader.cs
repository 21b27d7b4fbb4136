using System.Collections.Immutable;
using System.Text;
using GpioHub.Configuration.Format;
using GpioHub.Configuration.Planning;
using GpioHub.Configuration.Problems;
using GpioHub.Configuration.Yaml;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration;

/// <summary>Loads a rig file: the result is its plan, or everything that is wrong with it. It needs no hardware, and never throws for what
/// a file contains.</summary>
public static class ConfigurationLoader
{
    /// <param name="path">As the user named it; every problem repeats it.</param>
    /// <param name="host">Null = <see cref="HostIdentity.Current"/>.</param>
    /// <param name="tokens">What becomes of the files of <c>hub.tokens</c>.</param>
    /// <param name="inForce">The plan that the new one may replace: what both say alike is the same objects.</param>
    public static LoadResult Load(string path, HostIdentity? host = null, TokenFiles tokens = TokenFiles.Unread, RigPlan? inForce = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Load(path, host, () => RigFiles.Read(path), mayInclude: true, tokens, inForce);
    }

    /// <summary>Loads a rig from text, as if the text stood in a file. The text cannot include files: it may be a stranger's, and messages
    /// about a file tell what is in it.</summary>
    /// <param name="path">The file that the text stands for; relative paths are relative to its folder.</param>
    /// <param name="inForce">The plan that the new one may replace: what both say alike is the same objects.</param>
    public static LoadResult LoadText(string text, string path = "rig.yaml", HostIdentity? host = null, RigPlan? inForce = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(path);
        // Lone surrogates become U+FFFD: no byte of a file can say them.
        return Load(path, host, () => Encoding.UTF8.GetBytes(text), mayInclude: false, TokenFiles.Unread, inForce);
    }

    private static LoadResult Load(
        string path, HostIdentity? host, Func<byte[]> read, bool mayInclude, TokenFiles tokens, RigPlan? inForce)
    {
        var log = new ProblemLog();
        log.BeginFile(path);
        var watched = new List<string> { path };
        var context = new ReadContext(log);
        Planned? rig = null;
        try
        {
            byte[] bytes = read();
            context.Digest.Add(bytes);
            string text = Utf8Text.Decode(bytes, path);
            if (YamlComposer.Compose(text, path, log) is { } root)
                rig = Plan(root, path, host ?? HostIdentity.Current, mayInclude ? watched : null, tokens, new Kept(inForce), context);
            else log.Error(new Mark(path, 0, 0), "", $"empty; expected chips and guests");
        }
        catch (NotYamlException e)
        {
            log.Error(e.At, "", $"{e.Message}");
        }
        return new LoadResult(log.ErrorCount == 0 ? rig?.Plan : null, log.Problems(), rig?.Nets ?? 0)
        {
            Files = [.. log.Files],
            Watched = [.. watched],
            Hosts = log.ErrorCount == 0 && rig is not null ? rig.Hosts : [],
            Whole = log.ErrorCount == 0 ? rig?.Whole : null,
        };
    }

    /// <param name="watched">Gets what <c>include</c> names; null = nothing may be included.</param>
    private static Planned? Plan(
        ConfigNode root, string path, HostIdentity host, List<string>? watched, TokenFiles tokens, Kept kept, ReadContext context)
    {
        if (root is not MapNode map)
        {
            context.Log.Error(root.At, "",
                $"expected a map of version, hub, recorder, rig, hubs, hosts, chips, guests, buses; found {root.Kind}");
            return null;
        }
        MapValues top = RigFormat.Top.Read(map, "", context);
        ImmutableArray<MapValues> parts = [top, .. RigFiles.Included(top, watched, context)];

        top.TryGet(RigFormat.Hub, out MapValues? hubMap);
        (HubPlan hub, SocketDefaults sockets) = HubPlanner.Plan(
            hubMap, new Mark(path, map.At.Line, map.At.Column), host, new TokenPlanner(tokens, watched, context), context);
        top.TryGet(RigFormat.Recorder, out MapValues? recorder);
        hub = hub with { Recorder = RecorderPlanner.Plan(recorder, new Mark(path, map.At.Line, map.At.Column)) };
        List<PlannedChip> chips = new ChipPlanner(context, kept).Plan(Together(parts, RigFormat.Chips));
        var guestPlanner = new GuestPlanner(context, chips, sockets, kept);
        ImmutableArray<GuestPlan> guests = guestPlanner.Plan(Together(parts, RigFormat.Guests));
        ImmutableArray<PlannedBus> buses = new BusPlanner(context, chips).Plan(Together(parts, RigFormat.Buses), guests);

        SharedDrivers.Warn(chips, guests, context.Log);
        foreach (PlannedChip chip in chips.Where(c => !c.IsWhole && c.NetCount > 0))
        {
            string where = chip.Hub is { } owner ? $"at {owner.Host}" : "absent";
            context.Log.Unverified(chip.At, $"chips.{chip.Id}", $"{Counted.Of(chip.NetCount, "line")} of {chip.Id} ({where})");
        }

        var hosts = new HostsPlanner(top, host, context);
        var whole = new RigPlan(hub, [.. chips.Select(c => kept.Chip(c.Plan))], guests)
        {
            Buses = [.. buses.Select(bus => bus.Plan)],
            Links = hosts.Plan(),
        };
        ImmutableArray<RigPlan> ofHosts = OfHosts(whole, hosts, chips, guestPlanner, kept, context);
        RigPlan plan = ofHosts.FirstOrDefault(one => one.Links!.Host == hosts.Self) ?? whole;
        if (context.Log.ErrorCount == 0 && hub.Reactors > 1 && ReactorPlacement.Of(plan).Idle is > 0 and var idle)
        {
            context.Log.Warn(hubMap!.AtOf(HubFormat.Reactors), hubMap.PathOf(HubFormat.Reactors),
                $"{idle} of {hub.Reactors} reactors would serve nobody: a guest is served where most of its chip lines are");
        }
        if (context.Log.ErrorCount == 0) BusPlanner.WarnOfReactors(buses, plan, context.Log);
        return new Planned(plan, whole, chips.Sum(c => c.NetCount), ofHosts);
    }

    /// <summary>The plan of every host, where one file is for all; else nothing. Reports what is wrong with hosts of chips and
    /// guests.</summary>
    private static ImmutableArray<RigPlan> OfHosts(
        RigPlan whole, HostsPlanner hosts, List<PlannedChip> chips, GuestPlanner guests, Kept kept, ReadContext context)
    {
        if (!hosts.IsForAll)
        {
            RemoteChips.Check(whole, chips, guests, context.Log);
            return [];
        }

        RemoteChips.Refuse(chips, context.Log);
        if (hosts.All.IsEmpty || HostPlans.From(whole, chips, guests, hosts.All, context.Log) is not { } plans) return [];
        ulong file = context.Digest.Value;
        return
        [
            .. hosts.All.Select(host => plans.Of(host.Host) with { Links = hosts.LinksOf(host.Host, file) })
                .Select(plan => plan with { Chips = [.. plan.Chips.Select(kept.Chip)] }),
        ];
    }

    /// <param name="Hosts">Where one file is for all hosts, the plan of each.</param>
    private sealed record Planned(RigPlan Plan, RigPlan Whole, int Nets, ImmutableArray<RigPlan> Hosts);

    /// <summary>The entries of all files, in order.</summary>
    private static MapNode Together(ImmutableArray<MapValues> parts, Key<MapNode> key)
    {
        MapNode[] maps = [.. parts.Where(p => p.Has(key) && !p.IsWrong(key)).Select(p => p.Get(key))];
        return new MapNode(parts[0].AtOf(key), 1, [.. maps.SelectMany(m => m.Entries)], Flow: false);
    }
}
