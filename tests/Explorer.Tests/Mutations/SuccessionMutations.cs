using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;

namespace GpioHub.Explorer.Tests.Mutations;

/// <summary>Wrong about what is left when the hub is killed, and how the next one goes on.</summary>
internal static class SuccessionMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("what was staged is published again, whatever used.idx says", LineProperty.RequestAnsweredOnce, Scene.Killed,
            Shell: HubShell.Right with { ComparesUsed = false }),
        new("a request in flight is forgotten", LineProperty.RequestAnsweredOnce, Scene.KilledApart,
            Shell: HubShell.Right with { FetchesAgain = false }),
        new("a pair on its way to its line is forgotten", LineProperty.PairReturnedOnce, Scene.KilledApart,
            Shell: HubShell.Right with { HandsOutAgain = false }),
        new("a write that the chip has applied is applied again", LineProperty.WritesSeenOnce, Scene.KilledWriting,
            Shell: HubShell.Right with { AppliesOnce = false }),
        new("edges that were given and not taken are not owed", LineProperty.NoEdgeLost, Scene.KilledApart,
            Shell: HubShell.Right with { OwesEdges = false }),
        new("a turn is published before it is committed", LineProperty.RequestAnsweredOnce, Scene.Killed,
            Shell: HubShell.Right with { CommitsFirst = false }),
        new("a chip that was not told of a release is not told again", LineProperty.WritesSeenOnce, Scene.KilledWriting,
            Shell: HubShell.Right with { ComparesWishes = false }),
        new("a chip that has done what a request asks is told the old wish first", LineProperty.WritesSeenOnce, Scene.KilledWriting,
            Wrong.Seeing((state, input) => input.Kind == LineInputKind.ChipBack ? state with { AskedBefore = false } : state)),
        new("lines hear that their OK is visible before it is published", LineProperty.NoValidWhileDisabled, Scene.KilledEarly,
            Shell: HubShell.Right with { PublishesBeforeTelling = false }),
        new("lines do not hear that their OK is visible", LineProperty.NoEdgeLost, Scene.KilledEarly,
            Shell: HubShell.Right with { TellsWhatWasPublished = false }),
    ];
}
