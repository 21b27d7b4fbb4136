using GpioHub.Explorer.Plans;

namespace GpioHub.Explorer.Tests.Orders;

/// <summary>A world that is not the hub's. One that only allows more than the hub does is not among them: a run cannot tell.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Of">The wrong world.</param>
/// <param name="Apart">The chip is on another reactor.</param>
/// <param name="AtDevice">The chip is a device.</param>
public sealed record WrongWorld(string Name, Func<ExplorationPlan, ExplorationPlan> Of, bool Apart = false, bool AtDevice = false)
{
    public static IReadOnlyList<WrongWorld> All { get; } =
    [
        new("lines hear of a flush before the next look at the rings", plan => plan with { TurnsOverlap = false }),
        new("a turn's work comes before its flush", plan => plan with { ChipIsApart = false }, Apart: true),
        new("the level is known at once", plan => plan with { ChipSensesLate = false }, Apart: true, AtDevice: true),
        new("the level is not sensed anew", Shell(shell => shell with { SensesAtUnmask = false }), AtDevice: true),
        new("the level of a simulated chip is not sensed anew", Shell(shell => shell with { SensesAtUnmask = false })),
        new("the requestq is published first", Shell(shell => shell with { PublishesEventqFirst = false })),
        new("one line's pairs are left", Shell(shell => shell with { FlushesEveryLine = false })),
        new("the request comes before the pairs", Shell(shell => shell with { TakesPairsFirst = false })),
        new("OK is not told", Shell(shell => shell with { TellsPublication = false })),
        new("what waits is not refused", Shell(shell => shell with { RefusesWhatWaits = false })),
        new("a line stops after its chip's answer", Shell(shell => shell with { GoesOnAfterAnswer = false })),
        new("edges of two watches are mixed", Shell(shell => shell with { TellsWatchesApart = false })),
        new("a shut eventq gives pairs", Shell(shell => shell with { ShutsEventq = false })),
        new("answers go to the wrong line", Shell(shell => shell with { KeepsLinesApart = false })),
    ];

    private static Func<ExplorationPlan, ExplorationPlan> Shell(Func<HubShell, HubShell> change) =>
        plan => plan with { Shell = change(plan.Shell) };
}
