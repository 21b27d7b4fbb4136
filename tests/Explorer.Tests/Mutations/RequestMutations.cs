using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests.Mutations;

/// <summary>Wrong about answers: none, two, too early, too late, or another than is true (VG-D-14, VG-D-30, VG-D-35, HR-05).</summary>
internal static class RequestMutations
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("a NONE that changes nothing is not answered", LineProperty.RequestAnsweredOnce, Scene.Edge,
            Wrong.Decision((_, input, right) =>
                Wrong.Disables(input) && !right.Returns ? right with { Replies = false } : right)),
        new("the same type once more is not answered", LineProperty.RequestAnsweredOnce, Scene.Retyped,
            Wrong.Decision((_, input, right) =>
                Wrong.Enables(input) && right.Replies ? right with { Replies = false } : right)),
        new("an enable is answered before its chip and after it", LineProperty.RequestAnsweredOnce, Scene.Edge,
            Wrong.Decision((_, input, right) => Wrong.Enables(input) && !right.Replies ? Answered(right, input, GpioStatus.Ok) : right)),
        new("an enable is answered OK, and its chip only told", LineProperty.NoEdgeLost, Scene.Edge,
            Wrong.Decision((state, input, right) =>
                Wrong.Enables(input) && right.Ask == ChipAsk.Apply ? Answered(right, input, GpioStatus.Ok) with
                {
                    Ask = ChipAsk.Tell,
                    Next = right.Next with
                    {
                        Operation = ChipOperation.None,
                        Irq = right.Next.WantedIrq,
                        Generation = right.Next.WantedGeneration,
                        Latched = false,
                    },
                } : right)),
        new("a refused enable is answered OK", LineProperty.PairReturnedOnce, Scene.Refusing,
            Wrong.Decision((state, input, right) =>
                state.EnablePending && right is { Replies: true, Status: GpioStatus.Error }
                    ? right with { Status = GpioStatus.Ok }
                    : right)),
        new("a done enable is answered ERR", LineProperty.NoValidWhileDisabled, Scene.Edge,
            Wrong.Decision((state, input, right) =>
                state.EnablePending && right.Replies ? right with { Status = GpioStatus.Error } : right)),
        new("a NONE is answered ERR", LineProperty.PairReturnedOnce, Scene.Edge,
            Wrong.Decision((_, input, right) =>
                Wrong.Disables(input) ? right with { Status = GpioStatus.Error } : right)),
        new("a NONE is answered OK, and changes nothing", LineProperty.InvalidBeforeOk, Scene.Edge,
            Wrong.Decision((state, input, right) =>
                Wrong.Disables(input) ? Answered(new LineDecision { Next = state }, input, GpioStatus.Ok) : right)),
        new("a NONE leaves the interrupt enabled", LineProperty.NoValidWhileDisabled, Scene.Edge,
            Wrong.Decision((state, input, right) =>
            {
                if (!Wrong.Disables(input)) return right;
                var next = right.Next with { Irq = state.Irq, Generation = state.Generation };
                return right with { Next = next, Desired = next.Desired };
            })),
        new("a chip that is late is not waited for", LineProperty.NoEdgeLost, Scene.Late,
            Wrong.Next((_, input, next) =>
                input.Kind == LineInputKind.DeadlinePassed ? next with { Operation = ChipOperation.None, Overdue = false } : next)),
        new("a refused enable is not answered", LineProperty.RequestAnsweredOnce, Scene.Refusing,
            Wrong.Decision((_, _, right) =>
                right is { Replies: true, Status: GpioStatus.Error } ? right with { Replies = false } : right)),
        new("a refused change of type leaves the line disabled", LineProperty.NoEdgeLost, Scene.RefusedRetype,
            Wrong.Next((state, input, next) => IsRefused(input) && state.EnablePending ? next with { Irq = IrqType.None } : next)),
        new("a refused change of type comes into force", LineProperty.NoEdgeLost, Scene.RefusedRetype,
            Wrong.Next((state, input, next) => IsRefused(input) && state.EnablePending && state.Irq != IrqType.None
                ? next with { Irq = state.WantedIrq, Generation = state.WantedGeneration }
                : next)),
        new("a refused change of type clears the latch", LineProperty.NoEdgeLost, Scene.RefusedRetype,
            Wrong.Next((state, input, next) => IsRefused(input) ? next with { Latched = false } : next)),
        new("a refused change of type drops the pair", LineProperty.PairReturnedOnce, Scene.RefusedRetype,
            Wrong.Next((state, input, next) => IsRefused(input) ? next with { Buffer = IrqBufferState.None } : next)),
        new("the same type once more begins another watch", LineProperty.NoEdgeLost, Scene.Retyped,
            (in LineState state, in LineInput input, in LineRules rules) =>
                Wrong.Enables(input) && input.Message.Value == (uint)state.Irq
                    ? (state with { Irq = IrqType.None }).Decide(input, rules)
                    : state.Decide(input, rules)),
        new("a refusal is not marked", LineProperty.RefusalIsNamed, Scene.Refusing,
            Wrong.Next((_, _, next) => next with { Denied = false })),
        new("a pair after a refusal is not marked", LineProperty.RefusalIsNamed, Scene.Refusing,
            Wrong.Next((state, _, next) => next with { Unheeded = state.Unheeded })),
        new("a request that waits in vain is refused without a mark", LineProperty.RefusalIsNamed, Scene.LateLinux,
            Shell: HubShell.Right with { MarksWhatItRefuses = false }),
        new("a request is not answered when its time is up", LineProperty.AnsweredInTime, Scene.Late,
            Wrong.Decision((_, input, right) => input.Kind == LineInputKind.DeadlinePassed ? right with { Replies = false } : right)),
        new("a request is not given up when its time is up", LineProperty.AnsweredInTime, Scene.Late,
            Wrong.Ignoring(LineInputKind.DeadlinePassed)),
        new("a request that waits behind another has no deadline", LineProperty.AnsweredInTime, Scene.Late,
            Shell: HubShell.Right with { RefusesWhatWaits = false }),
        new("a request that waited is forgotten", LineProperty.RequestAnsweredOnce, Scene.Late,
            Shell: HubShell.Right with { GoesOnAfterAnswer = false }),
        new("a late answer enables after ERR", LineProperty.NoValidWhileDisabled, Scene.LateLinux,
            Wrong.Next((state, input, next) => LateEnable(state, input)
                ? next with { Irq = state.WantedIrq, Generation = state.WantedGeneration, Operation = ChipOperation.None }
                : next)),
        new("a late answer is told to the driver", LineProperty.RequestAnsweredOnce, Scene.Late,
            Wrong.Seeing((state, input) => LateEnable(state, input) ? state with { Overdue = false } : state)),
        new("a chip that was late is believed to agree", LineProperty.NoEdgeLost, Scene.LateRetype,
            Wrong.Next((_, _, next) => next with { Diverged = false })),
        new("a chip that was late is not told again", LineProperty.NoEdgeLost, Scene.LateRetype,
            Wrong.Decision((state, input, right) => state.Overdue && input.Kind == LineInputKind.ChipAnswered
                ? new LineDecision { Next = state with { Operation = ChipOperation.None, Overdue = false } }
                : right)),
    ];

    private static bool IsRefused(in LineInput input) => input is { Kind: LineInputKind.ChipAnswered, Outcome: ChipOutcome.Refused };

    private static bool LateEnable(in LineState state, in LineInput input) => state.Overdue && state.Operation == ChipOperation.Enable
        && input is { Kind: LineInputKind.ChipAnswered, Outcome: ChipOutcome.Done };

    private static LineDecision Answered(in LineDecision right, in LineInput input, GpioStatus status) =>
        right with { Replies = true, Request = input.Ticket, Status = status };
}
