using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests.Mutations;

/// <summary>Wrong about an eventq that is stopped, disabled and started (VU-35, VU-45).</summary>
internal static class EventqMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("a stop leaves the pair where it is", LineProperty.PairReturnedOnce, Scene.Stopped,
            Wrong.Decision((_, input, right) =>
                input.Kind == LineInputKind.EventqStopped && right.Returns ? Wrong.Keeping(right, IrqBufferState.Held) : right)),
        new("a stop loses the pair", LineProperty.PairReturnedOnce, Scene.Stopped,
            Wrong.Decision((_, input, right) =>
                input.Kind == LineInputKind.EventqStopped ? right with { Returns = false } : right)),
        new("a stop returns the pair VALID", LineProperty.NoEventInvented, Scene.Stopped,
            Wrong.Decision((_, input, right) =>
                input.Kind == LineInputKind.EventqStopped ? right with { Irq = IrqStatus.Valid } : right)),
        new("a stop forgets the latch", LineProperty.NoEdgeLost, Scene.Stopped,
            Wrong.Next((_, input, next) =>
                input.Kind == LineInputKind.EventqStopped ? next with { Latched = false } : next)),
        new("a stop ends the interrupt", LineProperty.PairReturnedOnce, Scene.Stopped,
            Wrong.Next((_, input, next) =>
                input.Kind == LineInputKind.EventqStopped ? next with { Irq = IrqType.None } : next)),
        new("an edge while the eventq is stopped is lost", LineProperty.NoEdgeLost, Scene.Stopped,
            Wrong.Decision((state, input, right) =>
                input.Kind == LineInputKind.EdgeSensed && !state.EventqRunning ? new LineDecision { Next = state } : right)),
        new("an eventq that is started stays stopped", LineProperty.NoEdgeLost, Scene.Stopped,
            Wrong.Ignoring(LineInputKind.EventqStarted)),
        new("a pair is delivered while the eventq is disabled", LineProperty.NoValidWhileMasked, Scene.Disabled,
            Wrong.Ignoring(LineInputKind.EventqDisabled)),
        new("an edge waits on when the eventq is enabled", LineProperty.NoEdgeLost, Scene.Disabled,
            Wrong.Unsettled(LineInputKind.EventqStarted)),
        new("a level waits on when the eventq is enabled", LineProperty.ActiveLevelFires, Scene.DisabledLevel,
            Wrong.Unsettled(LineInputKind.EventqStarted)),
        new("a disable loses the pair", LineProperty.PairReturnedOnce, Scene.Disabled,
            Wrong.Next((_, input, next) =>
                input.Kind == LineInputKind.EventqDisabled ? next with { Buffer = IrqBufferState.None } : next)),
        new("a disable returns the pair INVALID", LineProperty.PairReturnedOnce, Scene.Disabled,
            Wrong.Hearing((_, input) =>
                input.Kind == LineInputKind.EventqDisabled ? LineInput.Of(LineInputKind.EventqStopped) : input)),
        new("a disable forgets the latch", LineProperty.NoEdgeLost, Scene.Disabled,
            Wrong.Next((_, input, next) =>
                input.Kind == LineInputKind.EventqDisabled ? next with { Latched = false } : next)),
        new("an eventq that is stopped takes and gives pairs", LineProperty.PairReturnedOnce, Scene.Stopped,
            Shell: HubShell.Right with { ShutsEventq = false }),
        new("an eventq that is disabled takes and gives pairs", LineProperty.PairReturnedOnce, Scene.Disabled,
            Shell: HubShell.Right with { ShutsEventq = false }),
    ];
}
