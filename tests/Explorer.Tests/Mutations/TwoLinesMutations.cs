using GpioHub.Explorer.Plans;

namespace GpioHub.Explorer.Tests.Mutations;

/// <summary>Wrong about what two lines of a guest share.</summary>
internal static class TwoLinesMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("an answer of a chip goes to the other line", LineProperty.RequestAnsweredOnce, Scene.TwoLines,
            Shell: HubShell.Right with { KeepsLinesApart = false }),
        new("an edge goes to the other line", LineProperty.NoEdgeLost, Scene.TwoLines,
            Shell: HubShell.Right with { KeepsEdgesApart = false }),
        new("a flush with an answer leaves the pairs of the other line", LineProperty.InvalidBeforeOk, Scene.TwoLines,
            Shell: HubShell.Right with { FlushesEveryLine = false }),
        new("only the first line hears that its OK is visible", LineProperty.NoEdgeLost, Scene.TwoLinesEarly,
            Shell: HubShell.Right with { TellsEveryLine = false }),
        new("only the first line hears of a stop of the eventq", LineProperty.PairReturnedOnce, Scene.TwoLinesStopped,
            Shell: HubShell.Right with { ControlsEveryLine = false }),
    ];
}
