using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests.Mutations;

/// <summary>Wrong about pairs: which is kept, which goes back, and how (VG-D-38, VG-D-42, VG-D-44, VG-D-45).</summary>
internal static class PairMutations
{
    private static readonly Ticket Somebodys = new(9, 90);

    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("NONE leaves the pair where it is", LineProperty.InvalidBeforeOk, Scene.Edge,
            Wrong.Decision((_, input, right) =>
                Wrong.Disables(input) && right.Returns ? Wrong.Keeping(right, IrqBufferState.Parked) : right)),
        new("a second NONE leaves a parked pair where it is", LineProperty.InvalidBeforeOk, Scene.Refusing,
            Wrong.Decision((state, input, right) => Wrong.Disables(input) && right.Returns && state.Irq == IrqType.None
                ? Wrong.Keeping(right, IrqBufferState.Parked)
                : right)),
        new("NONE returns the pair VALID", LineProperty.NoValidWhileDisabled, Scene.Edge,
            Wrong.Decision((_, input, right) =>
                Wrong.Disables(input) ? right with { Irq = IrqStatus.Valid } : right)),
        new("an early pair is returned VALID", LineProperty.NoValidWhileDisabled, Scene.Edge,
            Wrong.Decision((state, input, right) =>
                input.Kind == LineInputKind.BufferQueued && state.Irq == IrqType.None ? right with { Irq = IrqStatus.Valid } : right)),
        new("an early pair is lost", LineProperty.PairReturnedOnce, Scene.Edge,
            Wrong.Decision((state, input, right) =>
                input.Kind == LineInputKind.BufferQueued && state.Irq == IrqType.None && right.Returns
                    ? new LineDecision { Next = state }
                    : right)),
        new("a parked pair is lost when its enable comes", LineProperty.PairReturnedOnce, Scene.Held,
            Wrong.Next((state, input, next) =>
                Wrong.Begins(state, input, next) && state.Buffer == IrqBufferState.Parked
                    ? next with { Buffer = IrqBufferState.None }
                    : next)),
        new("a refused enable loses the pair that waits for it", LineProperty.PairReturnedOnce, Scene.Refusing,
            Wrong.Next((state, input, next) =>
                input.Outcome == ChipOutcome.Refused ? next with { Buffer = IrqBufferState.None } : next)),
        new("an edge is delivered while masked", LineProperty.NoValidWhileMasked, Scene.Edge,
            Wrong.Decision((_, input, right) =>
                input.Kind == LineInputKind.EdgeSensed && right.Next.Latched && right.Next.Buffer == IrqBufferState.None
                    ? right with { Returns = true, Buffer = Somebodys, Irq = IrqStatus.Valid, Next = right.Next with { Latched = false } }
                    : right)),
        new("a delivery says INVALID", LineProperty.PairReturnedOnce, Scene.Edge,
            Wrong.Decision((_, _, right) =>
                Wrong.IsValid(right) ? right with { Irq = IrqStatus.Invalid } : right)),
        new("an edge that triggers nothing returns the pair INVALID", LineProperty.PairReturnedOnce, Scene.Edge,
            Wrong.Decision((state, input, right) => input is { Kind: LineInputKind.EdgeSensed, Rising: 0 }
                && right.Next.Buffer == IrqBufferState.Held ? Wrong.Bounced(right) : right)),
        new("an edge waits for the next pair", LineProperty.NoEdgeLost, Scene.Edge,
            Wrong.Unsettled(LineInputKind.EdgeSensed)),
        new("a latched edge waits for the next edge", LineProperty.NoEdgeLost, Scene.Edge,
            Wrong.Unsettled(LineInputKind.BufferQueued)),
        new("a bouncing pair is never parked", LineProperty.NoLivelock, Scene.Refusing,
            Wrong.Seeing((state, _) => state with { Bounces = 0 })),
        new("an enable leaves a parked pair parked", LineProperty.NeverDeaf, Scene.Held,
            Wrong.Next((state, _, next) =>
                state.Buffer == IrqBufferState.Parked && next.Buffer == IrqBufferState.Held ? next with { Buffer = state.Buffer } : next)),
        new("a parked pair is returned VALID", LineProperty.NoValidWhileDisabled, Scene.Refusing,
            Wrong.Decision((state, _, right) =>
                state.Buffer == IrqBufferState.Parked && right.Returns ? right with { Irq = IrqStatus.Valid } : right)),
        new("a pair is bounced while its enable waits for the chip", LineProperty.NoLivelock, Scene.Edge,
            Wrong.Decision((state, input, right) => input.Kind == LineInputKind.BufferQueued && state.EnablePending
                ? new LineDecision { Next = state, Returns = true, Buffer = input.Ticket, Irq = IrqStatus.Invalid }
                : right)),
        new("a change of type loses the pair", LineProperty.PairReturnedOnce, Scene.Retyped,
            Wrong.Next((state, input, next) =>
                Wrong.Begins(state, input, next) && state.Irq != IrqType.None ? next with { Buffer = IrqBufferState.None } : next)),
        new("a change of type returns the pair INVALID", LineProperty.PairReturnedOnce, Scene.Retyped,
            Wrong.Decision((state, input, right) => Wrong.Begins(state, input, right.Next) && state.Irq != IrqType.None
                && right.Next.Buffer == IrqBufferState.Held ? Wrong.Bounced(right) : right)),
        new("the same type once more returns the pair INVALID", LineProperty.PairReturnedOnce, Scene.Retyped,
            Wrong.Decision((state, input, right) => Wrong.Enables(input) && right.Replies && right.Next.Buffer == IrqBufferState.Held
                ? Wrong.Bounced(right)
                : right)),
        new("a VALID pair is kept and returned again", LineProperty.PairReturnedOnce, Scene.Edge,
            Wrong.Decision((_, _, right) =>
                Wrong.IsValid(right)
                    ? right with { Next = right.Next with { Buffer = IrqBufferState.Held, BufferTicket = right.Buffer } }
                    : right)),
        new("a second pair is returned VALID", LineProperty.FirstPairStays, Scene.TwoPairs,
            Wrong.Decision((state, input, right) =>
                IsSecond(state, input) ? right with { Irq = IrqStatus.Valid } : right)),
        new("a second pair replaces the first", LineProperty.FirstPairStays, Scene.TwoPairs,
            Wrong.Decision((state, input, right) =>
                IsSecond(state, input)
                    ? right with { Buffer = state.BufferTicket, Next = right.Next with { BufferTicket = input.Ticket } }
                    : right)),
        new("a second pair is swallowed", LineProperty.PairReturnedOnce, Scene.TwoPairs,
            Wrong.Decision((state, input, right) =>
                IsSecond(state, input) ? new LineDecision { Next = state } : right)),
        new("a second pair brings both back", LineProperty.PairReturnedOnce, Scene.TwoPairs,
            Wrong.Decision((state, input, right) =>
                IsSecond(state, input) ? right with { Next = right.Next with { Buffer = IrqBufferState.None } } : right)),
        new("a second pair makes the first forgotten", LineProperty.FirstPairStays, Scene.TwoPairs,
            Wrong.Seeing((state, input) => IsSecond(state, input) ? state with { Buffer = IrqBufferState.None } : state)),
    ];

    private static bool IsSecond(in LineState state, in LineInput input) =>
        input.Kind == LineInputKind.BufferQueued && state.Buffer != IrqBufferState.None;
}
