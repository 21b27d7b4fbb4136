using GpioHub.Explorer.Plans;
using GpioHub.GuestDriver.Models;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests.Mutations;

/// <summary>A small world in which a wrong device shows what is wrong with it, and the right one breaks nothing.</summary>
/// <param name="Name">The driver, and what happens to its line.</param>
/// <param name="Plan">The right device in it.</param>
public sealed record Scene(string Name, ExplorationPlan Plan)
{
    private static readonly IReadOnlyList<IrqType> Rising = [IrqType.EdgeRising];
    private static readonly IReadOnlyList<IrqType> High = [IrqType.LevelHigh];
    private static readonly IReadOnlyList<IrqType> TwoEdges = [IrqType.EdgeRising, IrqType.EdgeFalling];
    private static readonly IReadOnlyList<DriverInputKind> On = [DriverInputKind.RequestIrq];
    private static readonly IReadOnlyList<DriverInputKind> OnAndOff = [DriverInputKind.RequestIrq, DriverInputKind.FreeIrq];
    private static readonly IReadOnlyList<DriverInputKind> OnAndChanged = [DriverInputKind.RequestIrq, DriverInputKind.SetType];
    private static readonly IReadOnlyList<DriverInputKind> OnOffAndChanged = [.. OnAndOff, DriverInputKind.SetType];

    /// <summary>Where Linux is refused it believes that it has the interrupt: with a right device it is deaf too.</summary>
    private static readonly IReadOnlyList<LineProperty> Refused = [.. Promises.OfTheDeviceAlone, LineProperty.NoLivelock];

    // Types
    public static readonly Scene Edge = new("linux, an edge", Of("linux", Rising, OnAndOff));
    public static readonly Scene FallingEdge = new("linux, a falling edge", Of("linux", [IrqType.EdgeFalling], OnAndOff));
    public static readonly Scene BothEdges = new("linux, both edges", Of("linux", [IrqType.EdgeBoth], OnAndOff));
    public static readonly Scene HighLevel = new("linux, a high level", Of("linux", High, OnAndOff));
    public static readonly Scene LowLevel = new("linux, a low level", Of("linux", [IrqType.LevelLow], OnAndOff));
    public static readonly Scene Retyped = new("linux, one edge, then the other", Of("linux", TwoEdges, OnOffAndChanged));

    public static readonly Scene EdgeAndLevel =
        new("linux, an edge, then a level", Of("linux", [IrqType.EdgeRising, IrqType.LevelHigh], OnOffAndChanged));

    public static readonly Scene LateLevels = new("linux, levels that are sensed late",
        Of("linux", [IrqType.LevelHigh, IrqType.LevelLow], OnAndOff) with { ChipSensesLate = true });

    // Pairs
    public static readonly Scene Held =
        new("linux, early pairs held", Of("linux", Rising, OnAndOff) with { EarlyUnmask = EarlyUnmask.Hold });

    public static readonly Scene TwoPairs = new("linux-v4, two pairs", Of("linux-v4", Rising, OnAndOff));

    // A chip that refuses, or is late
    public static readonly Scene Refusing =
        new("linux, a chip that refuses", Of("linux", Rising, OnAndOff) with { ChipRefuses = true, Properties = Refused });

    public static readonly Scene RefusedTwice = new("linux, a chip that refuses now and then",
        Of("linux", Rising, OnOffAndChanged) with { ChipRefuses = true, Properties = Refused });

    public static readonly Scene RefusedRetype =
        new("zephyr, a chip that refuses another type", Of("zephyr", TwoEdges, OnAndChanged) with { ChipRefuses = true });

    public static readonly Scene Late = new("zephyr, a late chip", Of("zephyr", Rising, OnAndOff) with { ChipIsLate = true });

    public static readonly Scene LateRetype =
        new("zephyr, a chip late with another type", Of("zephyr", TwoEdges, OnAndChanged) with { ChipIsLate = true });

    public static readonly Scene LateLinux =
        new("linux, a late chip", Of("linux", Rising, OnAndOff) with { ChipIsLate = true, Properties = Refused });

    // What may happen at any moment
    public static readonly Scene Stopped = new("linux, eventq stopped", Of("linux", Rising, OnAndOff, Disturbances.EventqStops));
    public static readonly Scene Disabled = new("linux, eventq disabled", Of("linux", Rising, OnAndOff, Disturbances.EventqDisables));
    public static readonly Scene DisabledLevel = new("linux, eventq disabled, a level", Of("linux", High, On, Disturbances.EventqDisables));
    public static readonly Scene ChipGone = new("zephyr, chip gone", Of("zephyr", Rising, OnAndOff, Disturbances.ChipLeaves));
    public static readonly Scene ChipGoneLevel = new("zephyr, chip gone, a level", Of("zephyr", High, On, Disturbances.ChipLeaves));
    public static readonly Scene ChipGoneReloaded =
        new("zephyr, reload, chip gone", Of("zephyr", Rising, On, Disturbances.ChipLeaves | Disturbances.Reload));

    public static readonly Scene Directions = new("zephyr, directions", Of("zephyr", Rising, OnAndChanged, Disturbances.Directions));

    public static readonly Scene Outputs =
        new("zephyr, directions with OUT", Of("zephyr", Rising, On, Disturbances.Directions | Disturbances.Outputs));

    public static readonly Scene Reset = new("linux, reset", Of("linux", Rising, OnAndOff, Disturbances.Reset));
    public static readonly Scene Limited = new("zephyr, few interrupts", Of("zephyr", Rising, On, Disturbances.InterruptLimit));
    public static readonly Scene LimitedLevel = new("zephyr, few interrupts, a level", Of("zephyr", High, On, Disturbances.InterruptLimit));
    public static readonly Scene Reloaded = new("linux, reload", Of("linux", Rising, OnAndOff, Disturbances.Reload));
    public static readonly Scene ReloadedLevel = new("linux, reload, a level", Of("linux", High, On, Disturbances.Reload));

    public static readonly Scene ReloadRefused = new("zephyr, reload to a chip that refuses or is late",
        Of("zephyr", Rising, OnAndChanged, Disturbances.Reload) with { ChipRefuses = true, ChipIsLate = true });

    // A hub that is killed, and goes on; with its chip on the same reactor, and on another
    public static readonly Scene Killed = new("zephyr, hub killed", Of("zephyr", Rising, OnAndOff) with { TurnsOverlap = true, Kills = 1 });

    public static readonly Scene KilledApart = new("zephyr, hub killed twice, chip apart", Apart(Killed.Plan));

    public static readonly Scene KilledLinux =
        new("linux, hub killed, chip apart", Apart(Of("linux", Rising, On)) with { Kills = 1 });

    public static readonly Scene KilledEarly = new("linux-v4-revised, hub killed, early pairs held",
        Of("linux-v4-revised", Rising, On) with { EarlyUnmask = EarlyUnmask.Hold, Properties = Refused, TurnsOverlap = true, Kills = 1 });

    public static readonly Scene KilledWriting = new("zephyr, hub killed twice, chip apart, writes",
        Apart(Of("zephyr", Rising, [], Disturbances.Directions | Disturbances.Outputs | Disturbances.Values)));

    // A line of another host
    public static readonly Scene LinkCut = new("zephyr, a link that is cut", Linked([IrqType.EdgeBoth], On, new() { Cuts = 1 }));
    public static readonly Scene LinkCutLevel = new("zephyr, a link that is cut, a level", Linked(High, On, new() { Cuts = 1 }));

    public static readonly Scene LinkCutDriven = new("a guest that drives, a link that is cut",
        Linked(Rising, [], new() { Toggles = 0, Cuts = 1, Writes = 2 }));

    public static readonly Scene LinkLate =
        new("a link that stalls, and a message that is late", Linked(Rising, [], new() { Toggles = 2, Stalls = 1, Lates = 1 }));

    public static readonly Scene LinkLateDriven = new("a guest that drives, and a message that is late",
        Linked(Rising, [], new() { Toggles = 0, Stalls = 1, Lates = 1, Writes = 1 }));

    public static readonly Scene OwnerKilled =
        new("zephyr, the owner's hub killed", Linked([IrqType.EdgeBoth], On, new() { OwnerKills = 1 }));

    // Two lines of one guest
    public static readonly Scene TwoLines = new("zephyr, two lines", Of("zephyr", Rising, OnAndOff) with { Lines = 2, Depth = 22 });

    public static readonly Scene TwoLinesStopped =
        new("zephyr, two lines, eventq stopped", Of("zephyr", Rising, On, Disturbances.EventqStops) with { Lines = 2, Depth = 18 });

    public static readonly Scene TwoLinesKilled =
        new("zephyr, two lines, hub killed, chip apart", Apart(Of("zephyr", Rising, On)) with { Lines = 2, Depth = 17, Kills = 1 });

    public static readonly Scene TwoLinesEarly = new("linux-v4-revised, two lines with early pairs",
        Of("linux-v4-revised", Rising, On) with { Lines = 2, Depth = 20, EarlyUnmask = EarlyUnmask.Hold, Properties = Refused });

    /// <summary>Every scene that a mutation needs.</summary>
    public static IReadOnlyList<Scene> All =>
        [.. Mutation.All.Select(mutation => mutation.Scene)
            .Concat(Elsewhere.All.Select(elsewhere => elsewhere.Scene))
            .Concat(HarmlessMutation.All.Select(mutation => mutation.Scene))
            .Distinct()];

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static ExplorationPlan Linked(IReadOnlyList<IrqType> types, IReadOnlyList<DriverInputKind> calls, LinkPlan link) =>
        Of("zephyr", types, calls, link.Writes > 0 ? Disturbances.Directions | Disturbances.Outputs : Disturbances.None) with
        {
            Link = link,
            Properties = [.. Promises.OfTheDevice, .. Promises.OfALink],
        };

    private static ExplorationPlan Apart(ExplorationPlan plan) => plan with { TurnsOverlap = true, ChipIsApart = true, Kills = 2 };

    private static ExplorationPlan Of(string driver, IReadOnlyList<IrqType> types, IReadOnlyList<DriverInputKind> calls,
        Disturbances disturbances = Disturbances.None) => new()
        {
            Driver = DriverModels.Named(driver),
            Types = types,
            Handlers = [HandlerKind.Hard],
            Calls = calls,
            Disturbances = disturbances,
            MostStates = 400_000,
            Properties = Promises.OfTheDevice,
            StopsAtFirst = true,
        };
}
