using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Links;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests.Mutations;

/// <summary>Wrong about a line of another host, on either side of the link.</summary>
internal static class LinkMutations
{
    public static IReadOnlyList<Mutation> All { get; } = [.. Consumers, .. Owners, .. Around];

    private static IReadOnlyList<Mutation> Consumers =>
    [
        new("a receipt that was lost is not said again", LineProperty.NoLivelock, Scene.LinkCut,
            Link: Import((_, state, heard, right) =>
                heard is Edges told && told.Number <= state.TakenNumber ? Silent(right(state)) : right(state))),
        new("Open is said once", LineProperty.NoLivelock, Scene.LinkCut, Link: Import((input, state, _, right) =>
            input == LinkInput.Beat ? ImportDecision.Keep(state) : right(state))),
        new("messages of an older epoch count here", LineProperty.LevelIsTheOwners, Scene.LinkLate,
            Link: Import((_, state, heard, right) =>
                heard is { } message ? state.Hear(message with { Epoch = state.Epoch }) : right(state))),
        new("the chip does not hear that its owner is away", LineProperty.LevelIsTheOwners, Scene.LinkCut,
            Link: Import((input, state, _, right) => input == LinkInput.LinkDown ? Silent(right(state)) : right(state))),
        new("the chip does not hear that its owner is there again", LineProperty.LinkComesBack, Scene.LinkCut,
            Link: Import((input, state, _, right) => input == LinkInput.LinkUp && state.Phase == ImportPhase.Lost
                ? ImportDecision.Keep(state)
                : right(state))),
        new("the chip does not hear that its owner is another process", LineProperty.LinkComesBack, Scene.OwnerKilled,
            Link: Import((input, state, _, right) => input == LinkInput.LinkDown ? ImportDecision.Keep(state) : right(state))),
        new("edges of a cut are not counted", LineProperty.EdgesAreCounted, Scene.LinkCut, Link: Import((_, state, _, right) =>
            Changed(right(state), effect => effect is ImportEffect.Opened opened
                ? opened with { Lines = [opened.Lines[0] with { Lost = 0 }] }
                : effect))),
        new("an opening shows the level of before", LineProperty.LevelIsTheOwners, Scene.LinkCut, Link: Import((_, state, _, right) =>
            Changed(right(state), effect => effect is ImportEffect.Opened opened
                ? opened with { Lines = [opened.Lines[0] with { Level = state.Lines[0].Known.Level }] }
                : effect))),
        new("an opening that is over for the owner goes on here", LineProperty.NoLivelock, Scene.LinkCutDriven,
            Link: Import((_, state, heard, right) => heard is Refused ? ImportDecision.Keep(state) : right(state))),
        new("what the owner has done is not told the chip", LineProperty.LinkComesBack, Scene.LinkCutDriven,
            Link: Import((_, state, heard, right) => heard is Granted ? Silent(right(state)) : right(state))),
    ];

    private static IReadOnlyList<Mutation> Owners =>
    [
        new("edges that were lost are not said again", LineProperty.LinkComesBack, Scene.LinkCut, Link: Export((input, state, _, right) =>
            input == LinkInput.Beat ? ExportDecision.Keep(state) : right(state))),
        new("edges before a receipt are forgotten", LineProperty.LevelIsTheOwners, Scene.LinkCut, Link: Export((input, state, _, right) =>
            input == LinkInput.ChipTold && state.Untaken is not null ? ExportDecision.Keep(state) : right(state))),
        new("edges are told with a count of before", LineProperty.LevelIsTheOwners, Scene.LinkCut, Link: Export((_, state, _, right) =>
            Saying(right(state), message => message is Edges { Lines: [var line] } edges
                ? edges with { Lines = [line with { Total = line.Total - 1 }] }
                : message))),
        new("an opening is answered with no edges", LineProperty.EdgesAreCounted, Scene.LinkCut, Link: Export((_, state, _, right) =>
            Saying(right(state), message => message is Opened opened
                ? opened with { Lines = [opened.Lines[0] with { Edges = 0 }] }
                : message))),
        new("a newer opening does not replace the one before", LineProperty.NoLivelock, Scene.LinkCut,
            Link: Export((_, state, heard, right) => heard is Open open && state.Phase == ExportPhase.Open && open.Epoch > state.Epoch
                ? ExportDecision.Keep(state)
                : right(state))),
        new("wishes of an older epoch count at the owner", LineProperty.DrivesFollow, Scene.LinkLateDriven,
            Link: Export((_, state, heard, right) => heard is Wish wish ? state.Hear(wish with { Epoch = state.Epoch }, 0) : right(state))),
        new("the drives of a lost host go on", LineProperty.DrivesFollow, Scene.LinkCutDriven, Link: Export((input, state, _, right) =>
            input == LinkInput.PassTime ? Without<ExportEffect.Apply>(right(state)) : right(state))),
        new("a host that drives no more by its opening drives on", LineProperty.DrivesFollow, Scene.LinkCutDriven,
            Link: Export((_, state, heard, right) => heard is Open ? Without<ExportEffect.Apply>(right(state)) : right(state))),
        new("a wish is granted before it is done", LineProperty.DrivesFollow, Scene.LinkCutDriven,
            Link: Export((_, state, heard, right) => heard is Wish wish
                ? Without<ExportEffect.Apply>(right(state)) is var done && done.Effects.IsEmpty
                    ? done.Next.Did(0, WishOutcome.Done, wish.Level, state.Lines[0].Known.Total, null)
                    : done
                : right(state))),
    ];

    private static IReadOnlyList<Mutation> Around =>
    [
        new("a level that differs after a cut is no edge", LineProperty.ClientKnowsLevel, Scene.LinkCut,
            Link: link => link with { Shell = LinkShell.Right with { ShowsWhatDiffers = false } }),
        new("what the line drives is not told again", LineProperty.DrivesFollow, Scene.LinkCutDriven,
            Link: link => link with { Shell = LinkShell.Right with { TellsWishesAgain = false } }),
        new("the type is lost with the link", LineProperty.StaysArmed, Scene.LinkCut,
            Wrong.Next((_, input, next) => input.Kind == LineInputKind.ChipLost ? next with { Irq = IrqType.None } : next)),
        new("a line does not look at its level when the link is back", LineProperty.ActiveLevelFires, Scene.LinkCutLevel,
            Wrong.Unsettled(LineInputKind.ChipBack)),
    ];

    private static Func<LinkPlan, LinkPlan> Import(ImportDecider wrong) => link => link with { Import = wrong };

    private static Func<LinkPlan, LinkPlan> Export(ExportDecider wrong) => link => link with { Export = wrong };

    private static ImportDecision Silent(in ImportDecision right) => right with { Effects = [] };

    private static ImportDecision Changed(in ImportDecision right, Func<ImportEffect, ImportEffect> change) =>
        right with { Effects = [.. right.Effects.Select(change)] };

    private static ExportDecision Saying(in ExportDecision right, Func<ChipLinkMessage, ChipLinkMessage> change) => right with
    {
        Effects = [.. right.Effects.Select(effect =>
            effect is ExportEffect.Say(var message) ? new ExportEffect.Say(change(message)) : effect)],
    };

    private static ExportDecision Without<T>(in ExportDecision right) where T : ExportEffect =>
        right with { Effects = [.. right.Effects.Where(effect => effect is not T)] };
}
