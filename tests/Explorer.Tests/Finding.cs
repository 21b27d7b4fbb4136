using GpioHub.Actors.Rigs;
using GpioHub.GuestDriver.Models;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests;

/// <summary>One exploration that docs/interrupts.md reports.</summary>
/// <param name="Name">As the document names it.</param>
/// <param name="Plan">What is explored.</param>
/// <param name="Broken">The properties found broken; every other property holds over the whole space.</param>
public sealed record Finding(string Name, ExplorationPlan Plan, params IReadOnlyList<LineProperty> Broken)
{
    private static readonly IReadOnlyList<IrqType> Edge = [IrqType.EdgeRising];
    private static readonly IReadOnlyList<bool> Hard = [false];
    private static readonly IReadOnlyList<bool> Threads = [true];
    private static readonly IReadOnlyList<DriverInputKind> Request = [DriverInputKind.RequestIrq];
    private static readonly IReadOnlyList<DriverInputKind> RequestAndFree = [DriverInputKind.RequestIrq, DriverInputKind.FreeIrq];

    private static readonly IReadOnlyList<DriverInputKind> NoRetype =
        [DriverInputKind.RequestIrq, DriverInputKind.FreeIrq, DriverInputKind.DisableIrq, DriverInputKind.EnableIrq];

    private static readonly IReadOnlyList<DriverInputKind> WithSuspend =
        [.. NoRetype, DriverInputKind.SetType, DriverInputKind.Suspend, DriverInputKind.Resume];

    /// <summary>The rows of the document's table.</summary>
    public static IReadOnlyList<Finding> All { get; } =
    [
        new("zephyr", Of("zephyr")),
        new("zephyr, chip late or refusing", Of("zephyr") with { Types = Edge, Threaded = Hard, ChipIsLate = true, ChipRefuses = true }),
        new("linux", Of("linux"), LineProperty.HandlerRuns, LineProperty.EnableBeforeUnmask, LineProperty.NoDriverWarning),
        new("linux, other edges", Of("linux") with { Types = [IrqType.EdgeBoth, IrqType.EdgeFalling], Threaded = Hard },
            LineProperty.EnableBeforeUnmask, LineProperty.NoDriverWarning),
        new("linux, chip refusing", Of("linux") with { Types = Edge, ChipRefuses = true },
            LineProperty.HandlerRuns, LineProperty.EnableBeforeUnmask, LineProperty.NoDriverWarning),
        new("linux, chip late", Of("linux") with { Types = Edge, Threaded = Hard, ChipIsLate = true }, LineProperty.EnableBeforeUnmask,
            LineProperty.NoDriverWarning),
        new("linux, hold", Of("linux") with { Types = Edge, Threaded = Hard, EarlyUnmask = EarlyUnmask.Hold },
            LineProperty.EnableBeforeUnmask, LineProperty.NoDriverWarning),
        new("linux, suspend", Of("linux") with { Types = Edge, Calls = WithSuspend },
            LineProperty.NeverDeaf, LineProperty.HandlerRuns, LineProperty.EnableBeforeUnmask, LineProperty.NoDriverWarning),
        new("linux-v4", Of("linux-v4") with { Types = Edge, Calls = NoRetype },
            LineProperty.HandlerRuns, LineProperty.OnePairPerLine, LineProperty.EnableBeforeUnmask, LineProperty.NoDriverWarning),
        new("linux-v4, edge and level", Of("linux-v4") with { Calls = NoRetype },
            LineProperty.NoLivelock, LineProperty.HandlerRuns, LineProperty.OnePairPerLine, LineProperty.EnableBeforeUnmask,
            LineProperty.NoDriverWarning),
        new("linux-v4-revised", Of("linux-v4-revised"),
            LineProperty.NeverDeaf, LineProperty.HandlerRuns, LineProperty.EnableBeforeUnmask, LineProperty.NoDriverWarning),
        new("linux-v4-revised, hold, requested once",
            Of("linux-v4-revised") with { Threaded = Hard, Calls = Request, EarlyUnmask = EarlyUnmask.Hold },
            LineProperty.EnableBeforeUnmask),
        new("linux-v4-revised, hold, requested once, threaded",
            Of("linux-v4-revised") with { Threaded = Threads, Calls = Request, EarlyUnmask = EarlyUnmask.Hold },
            LineProperty.NeverDeaf, LineProperty.HandlerRuns, LineProperty.EnableBeforeUnmask, LineProperty.NoDriverWarning),
        new("linux-v4-revised, hold, freed and requested again",
            Of("linux-v4-revised") with { Types = Edge, Threaded = Hard, Calls = RequestAndFree, EarlyUnmask = EarlyUnmask.Hold },
            LineProperty.NeverDeaf, LineProperty.HandlerRuns, LineProperty.OnePairPerLine, LineProperty.EnableBeforeUnmask,
            LineProperty.NoDriverWarning),
        new("linux-v4-revised, hold, disabled and enabled",
            Of("linux-v4-revised") with { Types = Edge, Threaded = Hard, Calls = NoRetype, EarlyUnmask = EarlyUnmask.Hold },
            LineProperty.NeverDeaf, LineProperty.HandlerRuns, LineProperty.OnePairPerLine, LineProperty.EnableBeforeUnmask,
            LineProperty.NoDriverWarning),
    ];

    /// <summary>This finding as a row of the document's table.</summary>
    public string Row(ExplorationResult result)
    {
        string broken = Broken.Count == 0 ? "–" : string.Join(", ", Broken);
        return $"| {Name} | {result.States:N0} | {result.Transitions:N0} | {result.Depth} | {broken} |";
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static ExplorationPlan Of(string driver) => new() { Driver = DriverModels.Named(driver) };
}
