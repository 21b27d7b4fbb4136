using GpioHub.Explorer.Plans;
using GpioHub.GuestDriver.Models;
using GpioHub.Transports.Virtio.Gpio;
using static GpioHub.Explorer.Plans.LineProperty;

namespace GpioHub.Explorer.Tests;

/// <content>A line of another host, and a link to it that is cut.</content>
public sealed partial record Finding
{
    private static readonly IReadOnlyList<IrqType> Both = [IrqType.EdgeBoth];
    private static readonly IReadOnlyList<IrqType> BothAndHigh = [IrqType.EdgeBoth, IrqType.LevelHigh];

    /// <summary>The rows of the document's fourth table.</summary>
    public static IReadOnlyList<Finding> Linked { get; } =
    [
        new("zephyr, link cut", Over("zephyr", BothAndHigh, new() { Cuts = 1 })),
        new("zephyr, link cut twice", Over("zephyr", Both, new() { Toggles = 1, Cuts = 2 })),
        new("zephyr, link cut, requested and freed", Over("zephyr", Edge, new() { Toggles = 1, Cuts = 1 }) with { Calls = RequestAndFree }),
        new("zephyr, link stalls, a message late", Over("zephyr", Both, new() { Stalls = 1, Lates = 1 })),
        new("zephyr, link cut, owner killed", Over("zephyr", Both, new() { Toggles = 1, Cuts = 1, OwnerKills = 1 })),
        new("zephyr, link cut, writes", Over("zephyr", Edge, new() { Toggles = 1, Cuts = 1, Writes = 2 }) with
        {
            Calls = [],
            Disturbances = Directed,
        }),
        new("linux, link cut", Over("linux", BothAndHigh, new() { Cuts = 1 }), NeverDeaf, HandlerRuns, EnableBeforeUnmask),
        new("linux-v4-eoi, link cut", Over("linux-v4-eoi", Edge, new() { Cuts = 1 }), NeverDeaf, HandlerRuns, EnableBeforeUnmask),
    ];

    private static ExplorationPlan Over(string driver, IReadOnlyList<IrqType> types, LinkPlan link) =>
        Small(DriverModels.Named(driver)) with { Types = types, Calls = Request, Link = link };
}
