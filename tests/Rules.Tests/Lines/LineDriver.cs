using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Rules.Tests.Lines;

/// <summary>A line under the usual rules, by what happens to it.</summary>
internal static class LineDriver
{
    /// <summary>A line whose chip and eventq are there, and that nobody has used. Its numbers are not those of a new line.</summary>
    public static readonly LineState Idle =
        LineState.Initial with { ChipUp = true, EventqRunning = true, Serial = 5, Generation = 10, LastGeneration = 10 };

    public static readonly LineState Output = Idle with { Direction = GpioDirection.Out };

    public static readonly LineState Armed = Idle with { Irq = IrqType.EdgeRising };

    public static LineDecision Given(this LineState state, LineInput input) => state.Decide(input, LineWorld.Usual);

    public static LineDecision Given(this LineState state, LineInputKind kind) => state.Given(LineInput.Of(kind));

    public static LineDecision Asks(this LineState state, GpioMessage message, uint value = 0) =>
        state.Given(LineInput.Request(LineWorld.Asked, new GpioRequest(message, 0, value)));

    public static LineDecision Asks(this LineState state, GpioDirection direction) => state.Asks(GpioMessage.SetDirection, (uint)direction);

    public static LineDecision Asks(this LineState state, IrqType type) => state.Asks(GpioMessage.SetIrqType, (uint)type);

    /// <summary>The chip's answer to the outstanding operation.</summary>
    public static LineDecision Answered(this LineState state, ChipOutcome outcome, bool level = false) =>
        state.Given(LineInput.ChipAnswered(state.Serial, outcome, level));

    public static LineDecision Queues(this LineState state) => state.Given(LineInput.BufferQueued(LineWorld.Held));

    public static LineState WithBuffer(this LineState state, IrqBufferState buffer) =>
        state with { Buffer = buffer, BufferTicket = LineWorld.Held };

    /// <summary>Nothing is done outside.</summary>
    public static bool IsSilent(this LineDecision decision) =>
        decision is { Ask: ChipAsk.Nothing, Replies: false, Returns: false, AwaitsPublication: false };
}
