using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests.Mutations;

/// <summary>Wrong about a line that gets another chip line.</summary>
internal static class ReloadMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("an edge of the old chip line counts", LineProperty.NoEventInvented, Scene.Reloaded,
            Wrong.Next((state, input, next) =>
                Leaves(input) ? next with { Generation = state.Generation, LastGeneration = state.LastGeneration } : next)),
        new("another level at the new chip line is an edge", LineProperty.NoEventInvented, Scene.Reloaded,
            Wrong.Next((state, input, next) =>
                input.Kind == LineInputKind.ChipBack && next.Level && state.Irq != IrqType.None ? next with { Latched = true } : next)),
        new("the latch is lost with the old chip line", LineProperty.NoEdgeLost, Scene.Reloaded,
            Wrong.Next((_, input, next) =>
                Leaves(input) ? next with { Latched = false } : next)),
        new("the pair is lost with the old chip line", LineProperty.PairReturnedOnce, Scene.Reloaded,
            Wrong.Next((_, input, next) =>
                Leaves(input) ? next with { Buffer = IrqBufferState.None } : next)),
        new("the pair comes back when the line leaves", LineProperty.PairReturnedOnce, Scene.Reloaded,
            Wrong.Decision((state, input, right) =>
                Leaves(input) && state is { Irq: not IrqType.None, Buffer: IrqBufferState.Held }
                    ? Wrong.Bounced(right)
                    : right)),
        new("the type is lost with the old chip line", LineProperty.PairReturnedOnce, Scene.Reloaded,
            Wrong.Next((_, input, next) =>
                Leaves(input) ? next with { Irq = IrqType.None } : next)),
        new("the new chip line is told nothing", LineProperty.NoEdgeLost, Scene.Reloaded,
            Wrong.Next((_, input, next) =>
                Leaves(input) ? next with { Diverged = false } : next)),
        new("the new chip line is there, and is told nothing", LineProperty.NoEdgeLost, Scene.Reloaded,
            Wrong.Decision((state, input, right) =>
                input.Kind == LineInputKind.ChipBack && right.Ask == ChipAsk.Apply
                    ? new LineDecision { Next = state with { ChipUp = true, Level = input.Level } }
                    : right)),
        new("a new chip line that refuses is believed to agree", LineProperty.NoEdgeLost, Scene.ReloadRefused,
            Wrong.Next((state, input, next) =>
                input.Kind == LineInputKind.ChipAnswered && state.Operation == ChipOperation.Reapply
                    ? next with { Diverged = false }
                    : next)),
        new("the level at the new chip line waits for a change", LineProperty.ActiveLevelFires, Scene.ReloadedLevel,
            Wrong.Hearing((state, input) => input.Kind == LineInputKind.ChipAnswered && state.Operation == ChipOperation.Reapply
                ? LineInput.ChipAnswered(input.Serial, input.Outcome, state.Level)
                : input)),
        new("the level at the new chip line is known, and does not fire", LineProperty.ActiveLevelFires, Scene.ReloadedLevel,
            Wrong.Unsettled(LineInputKind.ChipAnswered)),
        new("the request at the old chip line is forgotten", LineProperty.RequestAnsweredOnce, Scene.Reloaded,
            Wrong.Next((state, input, next) =>
                Leaves(input) ? next with { Operation = state.Operation } : next)),
        new("the request at the old chip line is refused", LineProperty.NeverDeaf, Scene.Reloaded,
            Wrong.Decision((state, input, right) => Leaves(input) && state.OwesAnswer
                ? right with { Replies = true, Request = state.RequestTicket, Status = GpioStatus.Error }
                : right)),
        new("a line delivers while it has no chip line", LineProperty.NoValidWhileMasked, Scene.Reloaded,
            Wrong.Next((state, input, next) =>
                Leaves(input) ? next with { ChipUp = true } : next)),
    ];

    private static bool Leaves(in LineInput input) => input.Kind == LineInputKind.NetLeft;
}
