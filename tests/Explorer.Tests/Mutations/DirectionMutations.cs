using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests.Mutations;

/// <summary>Wrong about directions: what they leave of an interrupt, and what an interrupt leaves of them
/// (VG-D-25, VG-D-26, VG-D-27).</summary>
internal static class DirectionMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("direction NONE leaves the pair where it is", LineProperty.InvalidBeforeOk, Scene.Directions,
            Wrong.Decision((_, input, right) =>
                Wrong.Directs(input, GpioDirection.None) && right.Returns ? Wrong.Keeping(right, IrqBufferState.Parked) : right)),
        new("direction NONE returns the pair VALID", LineProperty.NoValidWhileDisabled, Scene.Directions,
            Wrong.Decision((_, input, right) =>
                Wrong.Directs(input, GpioDirection.None) ? right with { Irq = IrqStatus.Valid } : right)),
        new("the latch survives direction NONE", LineProperty.NoEventInvented, Scene.Directions,
            Wrong.Next((state, input, next) =>
                (Wrong.Directs(input, GpioDirection.None) && state.Irq != IrqType.None) || Wrong.Begins(state, input, next)
                    ? next with { Latched = next.Latched || state.Latched }
                    : next)),
        new("direction NONE leaves the interrupt enabled", LineProperty.NoValidWhileDisabled, Scene.Directions,
            Wrong.Decision((state, input, right) =>
            {
                if (!Wrong.Directs(input, GpioDirection.None)) return right;
                var next = right.Next with { Irq = state.Irq, Generation = state.Generation };
                return right with { Next = next, Desired = next.Desired };
            })),
        new("direction NONE is not answered", LineProperty.RequestAnsweredOnce, Scene.Directions,
            Wrong.Decision((_, input, right) =>
                Wrong.Directs(input, GpioDirection.None) ? right with { Replies = false } : right)),
        new("direction IN clears the latch", LineProperty.NoEdgeLost, Scene.Directions,
            Wrong.Next((_, input, next) =>
                Wrong.Directs(input, GpioDirection.In) ? next with { Latched = false } : next)),
        new("direction IN clears the latch when the chip has it", LineProperty.NoEdgeLost, Scene.Directions,
            Wrong.Next((state, input, next) =>
                input.Kind == LineInputKind.ChipAnswered && state.Operation == ChipOperation.DirectionIn
                    ? next with { Latched = false }
                    : next)),
        new("direction IN ends the interrupt", LineProperty.NeverDeaf, Scene.Directions,
            Wrong.Next((_, input, next) =>
                Wrong.Directs(input, GpioDirection.In) ? next with { Irq = IrqType.None } : next)),
        new("direction IN loses the pair", LineProperty.PairReturnedOnce, Scene.Directions,
            Wrong.Next((_, input, next) =>
                Wrong.Directs(input, GpioDirection.In) ? next with { Buffer = IrqBufferState.None } : next)),
        new("direction IN returns the pair INVALID", LineProperty.PairReturnedOnce, Scene.Directions,
            Wrong.Decision((state, input, right) =>
                Wrong.Directs(input, GpioDirection.In) && state is { Buffer: IrqBufferState.Held, Irq: not IrqType.None }
                    ? Wrong.Bounced(right)
                    : right)),
        new("an edge is lost while direction IN waits for the chip", LineProperty.NoEdgeLost, Scene.Directions,
            Wrong.Decision((state, input, right) => input.Kind == LineInputKind.EdgeSensed && state.Operation == ChipOperation.DirectionIn
                ? new LineDecision { Next = state }
                : right)),
        new("direction IN tells the chip to watch no more", LineProperty.NoEdgeLost, Scene.Directions,
            Wrong.Decision((_, input, right) =>
                Wrong.Directs(input, GpioDirection.In) ? right with { Desired = right.Desired with { Irq = IrqType.None } } : right)),
        new("a line with an interrupt becomes an output", LineProperty.NoEdgeLost, Scene.Outputs,
            (in LineState state, in LineInput input, in LineRules rules) =>
            {
                if (!Wrong.Directs(input, GpioDirection.Out) || state.Irq == IrqType.None) return state.Decide(input, rules);
                var next = state with { Direction = GpioDirection.Out };
                return new LineDecision { Next = next, Ask = ChipAsk.Tell, Desired = next.Desired, Replies = true, Request = input.Ticket };
            }),
        new("an output gets an interrupt", LineProperty.NoEdgeLost, Scene.Outputs,
            (in LineState state, in LineInput input, in LineRules rules) =>
            {
                if (!Wrong.Enables(input) || state.Direction != GpioDirection.Out || !state.ChipUp) return state.Decide(input, rules);
                var right = (state with { Direction = GpioDirection.In }).Decide(input, rules);
                return right with
                {
                    Next = right.Next with { Direction = GpioDirection.Out },
                    Desired = right.Desired with { Direction = GpioDirection.Out },
                };
            }),
    ];
}
