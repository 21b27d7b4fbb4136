using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests.Mutations;

/// <summary>Wrong about a chip that goes away and comes back (VG-D-52).</summary>
internal static class ChipMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("a line delivers while its chip is away", LineProperty.NoValidWhileMasked, Scene.ChipGone,
            Wrong.Ignoring(LineInputKind.ChipLost)),
        new("a line does not hear that its chip is back", LineProperty.NoEdgeLost, Scene.ChipGone,
            Wrong.Ignoring(LineInputKind.ChipBack)),
        new("a line does not deliver when its chip is back", LineProperty.NoEdgeLost, Scene.ChipGone,
            Wrong.Unsettled(LineInputKind.ChipBack)),
        new("a level does not fire when its chip is back", LineProperty.ActiveLevelFires, Scene.ChipGoneLevel,
            Wrong.Unsettled(LineInputKind.ChipBack)),
        new("the latch is lost with the chip", LineProperty.NoEdgeLost, Scene.ChipGone,
            Wrong.Next((_, input, next) => input.Kind == LineInputKind.ChipLost ? next with { Latched = false } : next)),
        new("the type is lost with the chip", LineProperty.PairReturnedOnce, Scene.ChipGone,
            Wrong.Next((_, input, next) => input.Kind == LineInputKind.ChipLost ? next with { Irq = IrqType.None } : next)),
        new("the pair comes back with the loss of the chip", LineProperty.PairReturnedOnce, Scene.ChipGone,
            Wrong.Decision((state, input, right) => input.Kind == LineInputKind.ChipLost
                && state is { Buffer: IrqBufferState.Held, Irq: not IrqType.None }
                    ? state.Decide(LineInput.Of(LineInputKind.EventqStopped), default) with { Ask = ChipAsk.Nothing }
                    : right)),
        new("a request at a chip that goes away is not answered", LineProperty.RequestAnsweredOnce, Scene.ChipGone,
            Wrong.Decision((_, input, right) => input.Outcome == ChipOutcome.Gone ? right with { Replies = false } : right)),
        new("a request at a chip that goes away is answered OK", LineProperty.NoEdgeLost, Scene.ChipGone,
            Wrong.Hearing((_, input) => input.Outcome == ChipOutcome.Gone
                ? LineInput.ChipAnswered(input.Serial, ChipOutcome.Done, input.Level)
                : input)),
        new("a NONE at a chip that is away is answered ERR", LineProperty.PairReturnedOnce, Scene.ChipGone,
            Wrong.Decision((state, input, right) =>
                Wrong.Disables(input) && !state.ChipUp ? right with { Status = GpioStatus.Error } : right)),
        new("a type at a chip that is away is answered OK", LineProperty.NoEdgeLost, Scene.ChipGone,
            Wrong.Decision((state, input, right) => Wrong.Enables(input) && !state.ChipUp && right.Replies
                ? right with { Status = GpioStatus.Ok, Next = right.Next with { Irq = (IrqType)input.Message.Value } }
                : right)),
        new("a chip answers what it owed after it is back", LineProperty.NoEdgeLost, Scene.ChipGoneReloaded,
            Shell: HubShell.Right with { AnswersBeforeBack = false }),
    ];
}
