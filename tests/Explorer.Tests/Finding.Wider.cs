using GpioHub.Explorer.Plans;
using GpioHub.GuestDriver.Models;
using static GpioHub.Explorer.Plans.LineProperty;

namespace GpioHub.Explorer.Tests;

/// <content>The wider world: every driver while its rings, its chip and its directions change under it.</content>
public sealed partial record Finding
{
    private const Disturbances Rings =
        Disturbances.EventqStops | Disturbances.EventqDisables | Disturbances.Reset | Disturbances.InterruptLimit;

    private const Disturbances Chip = Disturbances.ChipLeaves | Disturbances.Reload;

    private const Disturbances Directed = Disturbances.Directions | Disturbances.Outputs;

    /// <summary>The rows of the document's second table.</summary>
    public static IReadOnlyList<Finding> Wider { get; } =
    [
        At("zephyr", Rings, WithRetype),
        At("zephyr", Chip, WithRetype),
        At("zephyr", Directed, WithRetype, EnableBeforeUnmask),
        At("linux", Rings, WithRetype, EnableBeforeUnmask, NoDriverWarning),
        At("linux", Chip, WithRetype, NeverDeaf, HandlerRuns, EnableBeforeUnmask, NoDriverWarning),
        At("linux", Directed, WithRetype, NeverDeaf, HandlerRuns, EnableBeforeUnmask, NoDriverWarning),
        At("linux-v4", Rings, RequestAndFree, NeverDeaf, HandlerRuns, OnePairPerLine, EnableBeforeUnmask, NoDriverWarning, NoScheduling),
        At("linux-v4", Chip, RequestAndFree, NeverDeaf, HandlerRuns, OnePairPerLine, EnableBeforeUnmask, NoDriverWarning, NoScheduling),
        At("linux-v4", Directed, RequestAndFree,
            NeverDeaf, HandlerRuns, OnePairPerLine, EnableBeforeUnmask, NoDriverWarning, NoScheduling),
        At("linux-v4-eoi", Rings, WithRetype),
        At("linux-v4-eoi", Chip, RequestAndFree, NeverDeaf, HandlerRuns, EnableBeforeUnmask),
        At("linux-v4-eoi", Directed, RequestAndFree, NeverDeaf, HandlerRuns, EnableBeforeUnmask),
        At("linux-v4-revised", Rings, Request, NeverDeaf, HandlerRuns, EnableBeforeUnmask, NoDriverWarning),
        At("linux-v4-revised", Chip, RequestAndFree, NeverDeaf, HandlerRuns, EnableBeforeUnmask, NoDriverWarning),
        At("linux-v4-revised", Directed, RequestAndFree, NeverDeaf, HandlerRuns, EnableBeforeUnmask, NoDriverWarning),
    ];

    private static Finding At(string driver, Disturbances disturbances, IReadOnlyList<DriverInputKind> calls,
        params IReadOnlyList<LineProperty> broken) =>
        new($"{driver}, {Words(disturbances)}",
            Small(DriverModels.Named(driver)) with { Disturbances = disturbances, Calls = calls }, broken);

    private static string Words(Disturbances disturbances) => disturbances switch
    {
        Rings => "rings",
        Chip => "chip",
        _ => "directions",
    };
}
