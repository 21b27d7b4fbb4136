using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests.Mutations;

/// <summary>Wrong about a guest that has had its interrupts for now.</summary>
internal static class LimitMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("a line delivers although its guest has had its interrupts", LineProperty.NoValidWhileMasked, Scene.Limited,
            Wrong.Ignoring(LineInputKind.InterruptsSpent)),
        new("a line does not deliver when its guest may have interrupts again", LineProperty.NoEdgeLost, Scene.Limited,
            Wrong.Unsettled(LineInputKind.InterruptsBack)),
        new("a line stays muted", LineProperty.NoLivelock, Scene.Limited,
            Wrong.Ignoring(LineInputKind.InterruptsBack)),
        new("a line does not hear that its guest may have interrupts again", LineProperty.NoEdgeLost, Scene.Limited,
            Shell: HubShell.Right with { TellsInterruptsBack = false }),
        new("an edge while the line is muted is lost", LineProperty.NoEdgeLost, Scene.Limited,
            Wrong.Decision((state, input, right) =>
                input.Kind == LineInputKind.EdgeSensed && state.Muted ? new LineDecision { Next = state } : right)),
        new("the latch is lost when the line is muted", LineProperty.NoEdgeLost, Scene.Limited,
            Wrong.Next((_, input, next) =>
                input.Kind == LineInputKind.InterruptsSpent ? next with { Latched = false } : next)),
        new("the latch is lost when the line is muted no more", LineProperty.NoEdgeLost, Scene.Limited,
            Wrong.Seeing((state, input) => input.Kind == LineInputKind.InterruptsBack ? state with { Latched = false } : state)),
        new("a muted line bounces its pair", LineProperty.PairReturnedOnce, Scene.Limited,
            Wrong.Decision((state, input, right) =>
                input.Kind == LineInputKind.BufferQueued && state is { Muted: true, Irq: not IrqType.None, Buffer: IrqBufferState.None }
                    ? new LineDecision { Next = state, Returns = true, Buffer = input.Ticket, Irq = IrqStatus.Invalid }
                    : right)),
        new("a muted line loses its pair", LineProperty.PairReturnedOnce, Scene.Limited,
            Wrong.Decision((state, input, right) =>
                input.Kind == LineInputKind.BufferQueued && state is { Muted: true, Latched: true }
                    ? new LineDecision { Next = state }
                    : right)),
    ];
}
