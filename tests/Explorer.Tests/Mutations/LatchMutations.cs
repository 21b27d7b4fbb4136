using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests.Mutations;

/// <summary>Wrong about the latch: which edges set it, how long it stays, to which watch an edge belongs.</summary>
internal static class LatchMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("the latch is dropped", LineProperty.NoEdgeLost, Scene.Edge,
            Wrong.Next((_, _, next) => next with { Latched = false, WantedLatched = false })),
        new("an edge is forgotten while a delivery waits for the OK of its enable", LineProperty.NoEdgeLost, Scene.Edge,
            Wrong.Next((state, input, next) => input.Kind == LineInputKind.EdgeSensed && state.Withheld
                ? next with { Latched = state.Latched }
                : next)),
        new("a second edge takes the latch away", LineProperty.NoEdgeLost, Scene.Edge,
            Wrong.Next((state, input, next) => input.Kind == LineInputKind.EdgeSensed && input.Rising > 0 && state.Latched
                ? next with { Latched = false }
                : next)),
        new("a pulse is judged by the level after it", LineProperty.NoEdgeLost, Scene.Edge,
            Wrong.Hearing((_, input) => input is { Kind: LineInputKind.EdgeSensed, Rising: > 0, Falling: > 0, Level: false }
                ? LineInput.EdgeSensed(0, input.Falling, input.Level, input.Generation)
                : input)),
        new("a pair that comes clears the latch", LineProperty.NoEdgeLost, Scene.Edge,
            Wrong.Seeing((state, input) => input.Kind == LineInputKind.BufferQueued ? state with { Latched = false } : state)),
        new("an edge between the chip's start and its answer is dropped", LineProperty.NoEdgeLost, Scene.Edge,
            Wrong.Next((_, _, next) => next with { WantedLatched = false })),
        new("of both edges, only the rising one counts", LineProperty.NoEdgeLost, Scene.BothEdges,
            Wrong.Hearing((_, input) => input.Kind == LineInputKind.EdgeSensed
                ? LineInput.EdgeSensed(input.Rising, 0, input.Level, input.Generation)
                : input)),
        new("of both edges, only the falling one counts", LineProperty.NoEdgeLost, Scene.BothEdges,
            Wrong.Hearing((_, input) => input.Kind == LineInputKind.EdgeSensed
                ? LineInput.EdgeSensed(0, input.Falling, input.Level, input.Generation)
                : input)),
        new("a rising edge triggers a falling type", LineProperty.NoEventInvented, Scene.FallingEdge,
            Wrong.Hearing((_, input) => input.Kind == LineInputKind.EdgeSensed
                ? LineInput.EdgeSensed(input.Rising, input.Rising + input.Falling, input.Level, input.Generation)
                : input)),
        new("every message of the chip sets the latch", LineProperty.NoEventInvented, Scene.Edge,
            Wrong.Hearing((_, input) => input.Kind == LineInputKind.EdgeSensed
                ? LineInput.EdgeSensed(1, 1, input.Level, input.Generation)
                : input)),
        new("an edge of an older watch counts", LineProperty.NoEventInvented, Scene.Retyped,
            Wrong.Hearing((state, input) => input.Kind == LineInputKind.EdgeSensed && !state.Awaits(input.Generation)
                ? LineInput.EdgeSensed(input.Rising, input.Falling, input.Level, state.Generation)
                : input)),
        new("an edge of an older watch counts for the one that is asked for", LineProperty.NoEventInvented, Scene.Edge,
            Wrong.Hearing((state, input) => input.Kind == LineInputKind.EdgeSensed && state.EnablePending
                ? LineInput.EdgeSensed(input.Rising, input.Falling, input.Level, state.WantedGeneration)
                : input)),
        new("an enable has the number of the watch before it", LineProperty.NoEventInvented, Scene.Edge,
            Wrong.Decision((state, _, right) =>
                right.Next.EnablePending && !state.EnablePending ? Numbered(right, state.LastGeneration) : right)),
        new("another type has the number of the type before it", LineProperty.NoEventInvented, Scene.Retyped,
            Wrong.Decision((state, _, right) => right.Next.EnablePending && !state.EnablePending && state.Irq != IrqType.None
                ? Numbered(right, state.Generation)
                : right)),
        new("a delivery leaves the latch set", LineProperty.NoEventInvented, Scene.Edge,
            Wrong.Next((state, _, next) => state.Latched && next.Irq == state.Irq ? next with { Latched = true } : next)),
        new("the latch survives NONE", LineProperty.NoEventInvented, Scene.Edge,
            Wrong.Next((state, input, next) =>
                (Wrong.Disables(input) && state.Irq != IrqType.None) || Wrong.Begins(state, input, next)
                    ? next with { Latched = next.Latched || state.Latched }
                    : next)),
        new("the latch survives a change of type", LineProperty.NoEventInvented, Scene.Retyped,
            Wrong.Next((state, input, next) =>
                Wrong.Begins(state, input, next) && state.Irq != IrqType.None
                    ? next with { Latched = next.Latched || state.Latched }
                    : next)),
        new("the same type once more clears the latch", LineProperty.NoEdgeLost, Scene.Retyped,
            Wrong.Next((state, input, next) =>
                Wrong.Enables(input) && input.Message.Value == (uint)state.Irq ? next with { Latched = false } : next)),
        new("a change of type drops the edges of the new type", LineProperty.NoEdgeLost, Scene.Retyped,
            Wrong.Next((state, input, next) =>
                Wrong.Begins(state, input, next) && state.Irq != IrqType.None ? next with { Latched = false } : next)),
        new("an edge is dropped while another type waits for the chip", LineProperty.NoEdgeLost, Scene.RefusedRetype,
            Wrong.Decision((state, input, right) =>
                IsOfTypeInForce(state, input) ? new LineDecision { Next = state } : right)),
        new("an edge counts for the type that is asked for", LineProperty.NoEventInvented, Scene.Retyped,
            Wrong.Decision((state, input, right) => IsOfTypeInForce(state, input)
                    ? new LineDecision { Next = state with { WantedLatched = true } }
                    : right)),
        new("an edge of the watch that is told again is kept for its answer", LineProperty.NoEdgeLost, Scene.ReloadRefused,
            Wrong.Decision((state, input, right) => input.Kind == LineInputKind.EdgeSensed && state.EnablePending
                && state.WantedGeneration == state.Generation && input.Generation == state.Generation
                    ? new LineDecision { Next = state with { WantedLatched = state.WantedLatched || input.Rising > 0 } }
                    : right)),
    ];

    /// <summary>An edge of the type in force, while another type waits for the chip.</summary>
    private static bool IsOfTypeInForce(in LineState state, in LineInput input) => input.Kind == LineInputKind.EdgeSensed
        && state.EnablePending && state.Irq != IrqType.None && input.Generation == state.Generation;

    private static LineDecision Numbered(in LineDecision right, uint generation) => right with
    {
        Next = right.Next with { WantedGeneration = generation },
        Desired = right.Desired with { Generation = generation },
    };
}
