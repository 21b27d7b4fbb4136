using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;


namespace GpioHub.Explorer.Tests.Mutations;

/// <summary>Wrong about a reset: something of the driver before it survives (VG-D-49).</summary>
internal static class ResetMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("the latch survives a reset", LineProperty.NoEventInvented, Scene.Reset,
            Wrong.Next((state, input, next) =>
                input.Kind == LineInputKind.Reset || Wrong.Begins(state, input, next)
                    ? next with { Latched = next.Latched || state.Latched }
                    : next)),
        new("the type survives a reset", LineProperty.NoEventInvented, Scene.Reset,
            Wrong.Decision((state, input, right) =>
            {
                if (input.Kind != LineInputKind.Reset) return right;
                var next = right.Next with { Irq = state.Irq, Generation = state.Generation };
                return right with { Next = next, Desired = next.Desired };
            })),
        new("the type and the latch survive a reset", LineProperty.NoEventInvented, Scene.Reset,
            Wrong.Decision((state, input, right) =>
            {
                if (input.Kind != LineInputKind.Reset) return right;
                var next = right.Next with { Irq = state.Irq, Generation = state.Generation, Latched = state.Latched };
                return right with { Next = next, Desired = next.Desired };
            })),
        new("the pair survives a reset", LineProperty.PairReturnedOnce, Scene.Reset,
            Wrong.Next((state, input, next) =>
                input.Kind == LineInputKind.EventqDropped
                    ? next with { Buffer = state.Buffer, BufferTicket = state.BufferTicket }
                    : next)),
        new("the pair is returned to a ring that is gone", LineProperty.PairReturnedOnce, Scene.Reset,
            Wrong.Hearing((_, input) =>
                input.Kind == LineInputKind.EventqDropped ? LineInput.Of(LineInputKind.EventqStopped) : input)),
        new("the request before a reset is answered after it", LineProperty.RequestAnsweredOnce, Scene.Reset,
            Wrong.Next((state, input, next) =>
                input.Kind is LineInputKind.RequestsForgotten or LineInputKind.Reset && state.OwesAnswer
                    ? next with { Overdue = false, WantedIrq = state.WantedIrq }
                    : next)),
        new("the request before a reset enables after it", LineProperty.NoEventInvented, Scene.Reset,
            Wrong.Next((state, input, next) =>
                input.Kind == LineInputKind.Reset && state.Operation == ChipOperation.Enable
                    ? next with { Irq = state.WantedIrq, Generation = state.WantedGeneration }
                    : next)),
        new("a reset takes the chip for lost", LineProperty.NeverDeaf, Scene.Reset,
            Wrong.Next((_, input, next) =>
                input.Kind == LineInputKind.Reset ? next with { ChipUp = false } : next)),
        new("the eventq stays stopped after a reset", LineProperty.NoEdgeLost, Scene.Reset,
            Wrong.Ignoring(LineInputKind.EventqStarted)),
    ];
}
