using GpioHub.Explorer.Plans;
using GpioHub.GuestDriver.Models;
using static GpioHub.Explorer.Plans.LineProperty;

namespace GpioHub.Explorer.Tests;

/// <content>A hub that is killed at any moment, and another that goes on.</content>
public sealed partial record Finding
{
    private const Disturbances Writing = Directed | Disturbances.Values;

    /// <summary>The rows of the document's third table.</summary>
    public static IReadOnlyList<Finding> Killed { get; } =
    [
        new("zephyr, killed", Of("zephyr") with { Handlers = Hard, Kills = 2 }),
        new("zephyr, killed, chip on the same reactor", Of("zephyr") with { Handlers = Hard, ChipIsApart = false, Kills = 2 }),
        new("zephyr, killed, writes", Small(new ZephyrModel()) with { Calls = [], Disturbances = Writing, Kills = 2 }),
        new("zephyr, killed, paused and reset", Small(new ZephyrModel()) with
        {
            Calls = RequestAndFree,
            Disturbances = Disturbances.EventqStops | Disturbances.Reset,
            Kills = 1,
        }),
        new("zephyr, killed, chip late or refusing", Small(new ZephyrModel()) with { ChipIsLate = true, ChipRefuses = true, Kills = 1 }),
        new("linux, killed", Small(new LinuxModel()) with { Kills = 1 }, EnableBeforeUnmask, NoDriverWarning),
        new("linux-v4, killed", Small(new LinuxV4Model()) with { Calls = RequestAndFree, Kills = 1 },
            HandlerRuns, OnePairPerLine, EnableBeforeUnmask, NoDriverWarning, NoScheduling),
        new("linux-v4-eoi, killed", Small(new LinuxV4EoiModel()) with { Kills = 2 }),
        new("linux-v4-revised, killed", Small(new LinuxV4RevisedModel()) with { Calls = RequestAndFree, Kills = 2 },
            NeverDeaf, HandlerRuns, EnableBeforeUnmask, NoDriverWarning),
    ];
}
