using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests.Mutations;

/// <summary>Wrong deciders, made of the right one, and the words in which mutations say when they are wrong.</summary>
internal static class Wrong
{
    /// <summary>Decides right, and becomes something else: of the state before, the input, and the right next state.</summary>
    public static LineDecider Next(Func<LineState, LineInput, LineState, LineState> change) =>
        Decision((state, input, right) => right with { Next = change(state, input, right.Next) });

    /// <summary>Decides something else: of the state before, the input, and the right decision.</summary>
    public static LineDecider Decision(Func<LineState, LineInput, LineDecision, LineDecision> change) =>
        (in LineState state, in LineInput input, in LineRules rules) => change(state, input, state.Decide(input, rules));

    /// <summary>Decides as in another state.</summary>
    public static LineDecider Seeing(Func<LineState, LineInput, LineState> change) =>
        (in LineState state, in LineInput input, in LineRules rules) => change(state, input).Decide(input, rules);

    /// <summary>Decides as if it heard another thing.</summary>
    public static LineDecider Hearing(Func<LineState, LineInput, LineInput> change) =>
        (in LineState state, in LineInput input, in LineRules rules) => state.Decide(change(state, input), rules);

    /// <summary>Does not deliver what is due when <paramref name="kind"/> comes; it waits for something else.</summary>
    public static LineDecider Unsettled(LineInputKind kind) =>
        Decision((state, input, right) => input.Kind == kind && IsValid(right) ? Undelivered(right) : right);

    /// <summary>Does not hear of <paramref name="kind"/>.</summary>
    public static LineDecider Ignoring(LineInputKind kind) => Decision((state, input, right) =>
        input.Kind == kind ? new LineDecision { Next = state } : right);

    /// <summary>A VALID taken back: the pair is held, an edge is latched.</summary>
    public static LineDecision Undelivered(in LineDecision valid) => valid with
    {
        Returns = false,
        Next = valid.Next with
        {
            Buffer = IrqBufferState.Held,
            BufferTicket = valid.Buffer,
            Latched = valid.Next.Irq is not (IrqType.LevelHigh or IrqType.LevelLow),
        },
    };

    /// <summary>This decision without its pair, which stays.</summary>
    public static LineDecision Keeping(in LineDecision decision, IrqBufferState place) => decision with
    {
        Returns = false,
        Next = decision.Next with { Buffer = place, BufferTicket = decision.Buffer },
    };

    /// <summary>This decision with the pair that it keeps gone back INVALID.</summary>
    public static LineDecision Bounced(in LineDecision right) => right with
    {
        Returns = true,
        Buffer = right.Next.BufferTicket,
        Irq = IrqStatus.Invalid,
        Next = right.Next with { Buffer = IrqBufferState.None },
    };

    public static bool IsValid(in LineDecision decision) => decision is { Returns: true, Irq: IrqStatus.Valid };

    public static bool Disables(in LineInput input) => Asks(input, GpioMessage.SetIrqType) && input.Message.Value == (uint)IrqType.None;

    public static bool Enables(in LineInput input) => Asks(input, GpioMessage.SetIrqType) && input.Message.Value != (uint)IrqType.None;

    public static bool Directs(in LineInput input, GpioDirection direction) =>
        Asks(input, GpioMessage.SetDirection) && input.Message.Value == (uint)direction;

    /// <summary>An enable is done, and the line changes from one type to another, or from none.</summary>
    public static bool Begins(in LineState state, in LineInput input, in LineState next) =>
        input.Kind == LineInputKind.ChipAnswered && next.Irq != IrqType.None && next.Irq != state.Irq;

    private static bool Asks(in LineInput input, GpioMessage message) =>
        input.Kind == LineInputKind.Request && input.Message.Type == message;
}
