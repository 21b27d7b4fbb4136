using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests.Mutations;

/// <summary>Wrong about levels: when they are sensed, and for how long that is true (VG-D-43, GU-19).</summary>
internal static class LevelMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("a level is latched", LineProperty.NoEventInvented, Scene.HighLevel,
            Wrong.Next((state, input, next) =>
                input.Kind == LineInputKind.EdgeSensed && state.Irq == IrqType.LevelHigh && next.Irq == state.Irq
                    ? next with { Level = next.Level || state.Level }
                    : next)),
        new("a low level is latched", LineProperty.NoEventInvented, Scene.LowLevel,
            Wrong.Next((state, input, next) =>
                input.Kind == LineInputKind.EdgeSensed && state.Irq == IrqType.LevelLow && next.Irq == state.Irq
                    ? next with { Level = next.Level && state.Level }
                    : next)),
        new("an active level waits for a change after unmask", LineProperty.ActiveLevelFires, Scene.HighLevel,
            Wrong.Unsettled(LineInputKind.BufferQueued)),
        new("a level that becomes active waits for the next unmask", LineProperty.ActiveLevelFires, Scene.HighLevel,
            Wrong.Unsettled(LineInputKind.EdgeSensed)),
        new("a level is sensed at its changes alone", LineProperty.NoEventInvented, Scene.HighLevel,
            Shell: HubShell.Right with { SensesAtUnmask = false }),
        new("the level that the chip had at its answer is ignored", LineProperty.ActiveLevelFires, Scene.HighLevel,
            Wrong.Hearing((state, input) => input.Kind == LineInputKind.ChipAnswered
                ? LineInput.ChipAnswered(input.Serial, input.Outcome, state.Level)
                : input)),
        new("a low level is taken for a high one", LineProperty.NoEventInvented, Scene.LowLevel,
            Wrong.Hearing((_, input) => input.Kind == LineInputKind.EdgeSensed
                ? LineInput.EdgeSensed(input.Rising, input.Falling, !input.Level, input.Generation)
                : input)),
        new("a level fires at each change, whatever it is", LineProperty.NoEventInvented, Scene.HighLevel,
            Wrong.Hearing((_, input) => input.Kind == LineInputKind.EdgeSensed
                ? LineInput.EdgeSensed(input.Rising, input.Falling, true, input.Generation)
                : input)),
        new("a level counts as active until its chip has sensed it", LineProperty.NoEventInvented, Scene.LateLevels,
            Shell: HubShell.Right with { WaitsForLateLevel = false }),
        new("a level told without an edge is not heard", LineProperty.ActiveLevelFires, Scene.LateLevels,
            Wrong.Decision((state, input, right) => input is { Kind: LineInputKind.EdgeSensed, Rising: 0, Falling: 0 }
                && input.Level == (state.Irq == IrqType.LevelHigh)
                ? new LineDecision { Next = state }
                : right)),
        new("a level that changes while the eventq is disabled is missed", LineProperty.ActiveLevelFires, Scene.DisabledLevel,
            Wrong.Decision((state, input, right) => input.Kind == LineInputKind.EdgeSensed && !state.EventqRunning
                ? new LineDecision { Next = state }
                : right)),
        new("the level at the chip's return is ignored", LineProperty.ActiveLevelFires, Scene.ChipGoneLevel,
            Wrong.Hearing((state, input) => input.Kind == LineInputKind.ChipBack ? LineInput.ChipBack(false) : input)),
        new("a level after an edge waits for a change", LineProperty.ActiveLevelFires, Scene.EdgeAndLevel,
            Wrong.Next((state, input, next) =>
                Wrong.Begins(state, input, next) && state.Irq == IrqType.EdgeRising ? next with { Level = false } : next)),
    ];
}
