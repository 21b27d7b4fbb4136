using GpioHub.Explorer.Plans;
using GpioHub.GuestDriver.Models;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests;

/// <summary>One exploration that docs/interrupts.md reports.</summary>
/// <param name="Name">As the document names it.</param>
/// <param name="Plan">What is explored.</param>
/// <param name="Broken">The properties found broken; every other property of the plan holds over the whole space.</param>
public sealed partial record Finding(string Name, ExplorationPlan Plan, params IReadOnlyList<LineProperty> Broken)
{
    private static readonly IReadOnlyList<IrqType> Edge = [IrqType.EdgeRising];
    private static readonly IReadOnlyList<HandlerKind> Hard = [HandlerKind.Hard];
    private static readonly IReadOnlyList<HandlerKind> Threads = [HandlerKind.Threaded];
    private static readonly IReadOnlyList<DriverInputKind> Request = [DriverInputKind.RequestIrq];
    private static readonly IReadOnlyList<DriverInputKind> RequestAndFree = [DriverInputKind.RequestIrq, DriverInputKind.FreeIrq];

    private static readonly IReadOnlyList<DriverInputKind> NoRetype =
        [DriverInputKind.RequestIrq, DriverInputKind.FreeIrq, DriverInputKind.DisableIrq, DriverInputKind.EnableIrq];

    private static readonly IReadOnlyList<DriverInputKind> WithRetype = [.. NoRetype, DriverInputKind.SetType];

    private static readonly IReadOnlyList<DriverInputKind> WithSuspend =
        [.. NoRetype, DriverInputKind.SetType, DriverInputKind.Suspend, DriverInputKind.Resume];

    private static readonly IReadOnlyList<DriverInputKind> Odd =
    [
        .. NoRetype, DriverInputKind.SetType, DriverInputKind.RequestUntyped, DriverInputKind.NestedDisable, DriverInputKind.NestedEnable,
        DriverInputKind.ShareIrq, DriverInputKind.UnshareIrq,
    ];

    /// <summary>The rows of the document's first table.</summary>
    public static IReadOnlyList<Finding> Narrow { get; } = [.. Zephyr, .. Linux, .. V4, .. Eoi, .. Revised];

    /// <summary>The rows of all four.</summary>
    public static IEnumerable<Finding> All => [.. Narrow, .. Wider, .. Killed, .. Linked];

    /// <summary>This finding as a row of the document's table.</summary>
    internal string Row(ExplorationResult result)
    {
        string broken = Broken.Count == 0 ? "–" : string.Join(", ", Broken);
        return $"| {Name} | {result.States:N0} | {result.Transitions:N0} | {result.Depth} | {broken} |";
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static ExplorationPlan Of(string driver) => Of(DriverModels.Named(driver));

    /// <summary>The hub's turns as they are, and a chip that may be on another reactor.</summary>
    private static ExplorationPlan Of(IDriverModel driver) => new() { Driver = driver, TurnsOverlap = true, ChipIsApart = true };

    private static ExplorationPlan Small(IDriverModel driver) => Of(driver) with { Types = Edge, Handlers = Hard };
}
