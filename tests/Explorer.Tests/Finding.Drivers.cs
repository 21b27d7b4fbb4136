using GpioHub.Explorer.Plans;
using GpioHub.GuestDriver.Models;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using static GpioHub.Explorer.Plans.LineProperty;

namespace GpioHub.Explorer.Tests;

/// <content>Each driver with its client and its chip.</content>
public sealed partial record Finding
{
    private static IReadOnlyList<Finding> Zephyr =>
    [
        new("zephyr", Of("zephyr")),
        new("zephyr, chip late or refusing", Of("zephyr") with
        {
            Types = [IrqType.EdgeRising, IrqType.EdgeFalling],
            Handlers = Hard,
            ChipIsLate = true,
            ChipRefuses = true,
        }),
    ];

    private static IReadOnlyList<Finding> Linux =>
    [
        new("linux", Of("linux"), HandlerRuns, EnableBeforeUnmask, NoDriverWarning),
        new("linux, other edges", Of("linux") with { Types = [IrqType.EdgeBoth, IrqType.EdgeFalling], Handlers = Hard },
            EnableBeforeUnmask, NoDriverWarning),
        new("linux, levels sensed late",
            Of("linux") with { Types = [IrqType.LevelHigh, IrqType.LevelLow], Handlers = Hard, ChipSensesLate = true },
            EnableBeforeUnmask, NoDriverWarning),
        new("linux, chip refusing", Of("linux") with { Types = Edge, ChipRefuses = true },
            NeverDeaf, HandlerRuns, EnableBeforeUnmask, NoDriverWarning),
        new("linux, chip late", Small(new LinuxModel()) with { ChipIsLate = true },
            NeverDeaf, HandlerRuns, EnableBeforeUnmask, NoDriverWarning),
        new("linux, hold", Small(new LinuxModel()) with { EarlyUnmask = EarlyUnmask.Hold }, EnableBeforeUnmask, NoDriverWarning),
        new("linux, suspend", Of("linux") with { Types = Edge, Calls = WithSuspend },
            NeverDeaf, HandlerRuns, EnableBeforeUnmask, NoDriverWarning),
        new("linux, nested, shared, without a trigger, hard handler with a thread",
            Of("linux") with { Types = Edge, Handlers = [HandlerKind.HardAndThread], Calls = Odd }, EnableBeforeUnmask, NoDriverWarning),
        new("linux, two CPUs", Of(new LinuxModel(twoCpus: true)) with { Types = Edge }, HandlerRuns, EnableBeforeUnmask, NoDriverWarning),
        new("linux, two CPUs, two lines", Small(new LinuxModel(twoCpus: true)) with
        {
            Lines = 2,
            Properties = [OneHandOnVq],
            StopsAtFirst = true,
        }, OneHandOnVq),
    ];

    private static IReadOnlyList<Finding> V4 =>
    [
        new("linux-v4", Of("linux-v4") with { Types = Edge, Calls = NoRetype },
            HandlerRuns, OnePairPerLine, EnableBeforeUnmask, NoDriverWarning, NoScheduling),
        new("linux-v4, edge and level", Of("linux-v4") with { Calls = NoRetype },
            NoLivelock, HandlerRuns, OnePairPerLine, EnableBeforeUnmask, NoDriverWarning, NoScheduling),
        new("linux-v4, requested once, paused", Small(new LinuxV4Model()) with
        {
            Calls = Request,
            Disturbances = Disturbances.EventqStops,
        }, NeverDeaf, HandlerRuns, NoScheduling),
    ];

    private static IReadOnlyList<Finding> Eoi =>
    [
        new("linux-v4-eoi", Of("linux-v4-eoi"), HandlerRuns),
        new("linux-v4-eoi, hard handlers", Of("linux-v4-eoi") with { Handlers = Hard }),
        new("linux-v4-eoi, chip late or refusing", Small(new LinuxV4EoiModel()) with { ChipIsLate = true, ChipRefuses = true },
            NeverDeaf, HandlerRuns, EnableBeforeUnmask),
        new("linux-v4-eoi to the letter, hold, requested once",
            Of(new LinuxV4EoiModel(literal: true)) with { Calls = Request, EarlyUnmask = EarlyUnmask.Hold },
            NeverDeaf, NoLivelock, HandlerRuns, EnableBeforeUnmask),
    ];

    private static IReadOnlyList<Finding> Revised =>
    [
        new("linux-v4-revised", Of("linux-v4-revised"), NeverDeaf, HandlerRuns, EnableBeforeUnmask, NoDriverWarning),
        new("linux-v4-revised, hold, requested once",
            Of("linux-v4-revised") with { Handlers = Hard, Calls = Request, EarlyUnmask = EarlyUnmask.Hold },
            EnableBeforeUnmask),
        new("linux-v4-revised, hold, requested once, threaded",
            Of("linux-v4-revised") with { Handlers = Threads, Calls = Request, EarlyUnmask = EarlyUnmask.Hold },
            NeverDeaf, HandlerRuns, EnableBeforeUnmask, NoDriverWarning),
        new("linux-v4-revised, hold, requested once, paused",
            Small(new LinuxV4RevisedModel()) with
            {
                Calls = Request,
                EarlyUnmask = EarlyUnmask.Hold,
                Disturbances = Disturbances.EventqStops,
            }, NeverDeaf, HandlerRuns, EnableBeforeUnmask, NoDriverWarning),
        new("linux-v4-revised, hold, freed and requested again",
            Small(new LinuxV4RevisedModel()) with { Calls = RequestAndFree, EarlyUnmask = EarlyUnmask.Hold },
            NeverDeaf, HandlerRuns, OnePairPerLine, EnableBeforeUnmask, NoDriverWarning),
        new("linux-v4-revised, hold, disabled and enabled",
            Small(new LinuxV4RevisedModel()) with { Calls = NoRetype, EarlyUnmask = EarlyUnmask.Hold },
            NeverDeaf, HandlerRuns, OnePairPerLine, EnableBeforeUnmask, NoDriverWarning),
    ];
}
