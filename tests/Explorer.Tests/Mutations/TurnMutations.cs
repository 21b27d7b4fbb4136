using GpioHub.Explorer.Plans;

namespace GpioHub.Explorer.Tests.Mutations;

/// <summary>Wrong about the order of a turn (VG-D-38).</summary>
internal static class TurnMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("the requestq is published first: OK before INVALID", LineProperty.InvalidBeforeOk, Scene.Edge,
            Shell: HubShell.Right with { PublishesEventqFirst = false }),
        new("the eventq is read first: a pair queued before NONE stays behind", LineProperty.InvalidBeforeOk, Scene.Edge,
            Shell: HubShell.Right with { ReadsEventqLast = false }),
        new("a line takes the request of a turn before its pairs", LineProperty.InvalidBeforeOk, Scene.Held,
            Shell: HubShell.Right with { TakesPairsFirst = false }),
        new("edges of two watches are mixed up before the line hears of them", LineProperty.NoEventInvented, Scene.Retyped,
            Shell: HubShell.Right with { TellsWatchesApart = false }),
    ];
}
