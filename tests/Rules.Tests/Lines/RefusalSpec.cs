using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Rules.Tests.Lines;

/// <summary>The reason of each refusal, and its words.</summary>
public class RefusalSpec
{
    private const uint In = (uint)GpioDirection.In, Out = (uint)GpioDirection.Out, Both = (uint)IrqType.EdgeBoth;

    private static readonly LineRules Rules = LineWorld.Usual;
    private static readonly LineState Up = LineState.Initial with { ChipUp = true };

    public static TheoryData<GpioMessage, uint, LineRules, LineState, LineRefusal> Refusals() => new()
    {
        { GpioMessage.SetDirection, Out, Rules with { Access = LineAccess.In }, Up, LineRefusal.ReadOnly },
        { GpioMessage.SetDirection, In, Rules with { Access = LineAccess.Out }, Up, LineRefusal.WriteOnly },
        { GpioMessage.SetIrqType, Both, Rules with { Access = LineAccess.Out }, Up, LineRefusal.WriteOnly },
        { GpioMessage.SetDirection, Out, Rules, Up with { Irq = IrqType.EdgeBoth }, LineRefusal.InterruptEnabled },
        { GpioMessage.SetIrqType, Both, Rules, Up with { Direction = GpioDirection.Out }, LineRefusal.IsOutput },
        { GpioMessage.SetIrqType, Both, Rules with { IrqNegotiated = false }, Up, LineRefusal.NotNegotiated },
        { GpioMessage.SetDirection, In, Rules with { Mapped = false }, Up, LineRefusal.Spare },
        { GpioMessage.SetValue, 1, Rules with { Mapped = false }, Up, LineRefusal.Spare },
        { GpioMessage.SetIrqType, Both, Rules with { Mapped = false }, Up, LineRefusal.Spare },
        { GpioMessage.GetValue, 0, Rules with { Mapped = false }, Up, LineRefusal.None },
        { GpioMessage.GetValue, 0, Rules, Up with { ChipUp = false }, LineRefusal.ChipAway },
        { GpioMessage.SetDirection, Out, Rules, Up with { ChipUp = false }, LineRefusal.ChipAway },
        { GpioMessage.SetValue, 1, Rules, Up with { ChipUp = false, Direction = GpioDirection.Out }, LineRefusal.ChipAway },
        { GpioMessage.SetIrqType, Both, Rules, Up with { ChipUp = false }, LineRefusal.ChipAway },
    };

    [Theory(DisplayName =
        "An ERR has its reason; reading a spare slot is ERR without one, for whoever lists a device reads those (IF-2.14)")]
    [MemberData(nameof(Refusals))]
    public void Reason(GpioMessage message, uint value, LineRules rules, LineState state, LineRefusal refusal)
    {
        LineDecision decision = state.Decide(LineInput.Request(LineWorld.Asked, new GpioRequest(message, 0, value)), rules);
        Assert.Equal((GpioStatus.Error, refusal, LineWorld.Asked), (decision.Status, decision.Refusal, decision.Request));
    }

    [Theory(DisplayName = "An answer of the chip, or none in time, is the reason (IF-2.14)")]
    [InlineData(ChipOutcome.Gone, LineRefusal.ChipAway)]
    [InlineData(ChipOutcome.Refused, LineRefusal.ChipRefused)]
    [InlineData(null, LineRefusal.Late)]
    public void ReasonAtChip(ChipOutcome? outcome, LineRefusal refusal)
    {
        LineState asked = Up.Decide(LineInput.Request(LineWorld.Asked, new GpioRequest(GpioMessage.SetDirection, 0, Out)), Rules).Next;
        LineDecision decision = asked.Decide(outcome is { } answer
            ? LineInput.ChipAnswered(asked.Serial, answer, level: false)
            : LineInput.DeadlinePassed(LineWorld.Asked), Rules);
        Assert.Equal((GpioStatus.Error, refusal, LineWorld.Asked), (decision.Status, decision.Refusal, decision.Request));
    }

    [Theory(DisplayName = "A refusal names the request as the specification does, then the reason (IF-2.14)")]
    [InlineData(LineRefusal.ReadOnly, 3, 1, null,
        "SET_DIRECTION OUT: the rig file gives this line access: in; OUT needs access: out or inout")]
    [InlineData(LineRefusal.BadValue, 3, 7, null, "SET_DIRECTION 7: there is no such value")]
    [InlineData(LineRefusal.BadValue, 6, 0x10, null, "SET_IRQ_TYPE 0x10: there is no such value")]
    [InlineData(LineRefusal.BadValue, 5, 2, null, "SET_VALUE 2: there is no such value")]
    [InlineData(LineRefusal.IsOutput, 6, 4, null, "SET_IRQ_TYPE LEVEL_HIGH: the line is OUT; an interrupt needs direction IN or NONE")]
    [InlineData(LineRefusal.ChipAway, 4, 0, null, "GET_VALUE: the chip is away (gpiohub info body says why)")]
    [InlineData(LineRefusal.Contended, 3, 1, "guest b", "SET_DIRECTION OUT: guest b drives the line, and it is exclusive (resolve)")]
    [InlineData(LineRefusal.ChipRefused, 3, 2, "held by \"kvmd\"", "SET_DIRECTION IN: held by \"kvmd\"")]
    [InlineData(LineRefusal.ChipRefused, 3, 2, null, "SET_DIRECTION IN: the chip refused")]
    [InlineData(LineRefusal.UnknownType, 0x77, 0, null, "type 0x0077: there is no such request")]
    [InlineData(LineRefusal.TooShort, 0, 0, null, "shorter than the 8 bytes of a request")]
    public void Words(LineRefusal refusal, int type, uint value, string? detail, string words) => Assert.Equal(words,
        RefusalText.Of(new RefusedRequest(refusal, new GpioRequest((GpioMessage)type, 0, value), detail, Ns: 0), "body"));

    [Theory(DisplayName = "Each request is called as the specification calls it, with its value where it has one (IF-2.14)")]
    [InlineData(0, 5, "")]
    [InlineData(1, 0, "GET_LINE_NAMES")]
    [InlineData(2, 0, "GET_DIRECTION")]
    [InlineData(3, 0, "SET_DIRECTION NONE")]
    [InlineData(3, 1, "SET_DIRECTION OUT")]
    [InlineData(3, 2, "SET_DIRECTION IN")]
    [InlineData(3, 3, "SET_DIRECTION 3")]
    [InlineData(4, 0, "GET_VALUE")]
    [InlineData(5, 1, "SET_VALUE 1")]
    [InlineData(6, 0, "SET_IRQ_TYPE NONE")]
    [InlineData(6, 1, "SET_IRQ_TYPE EDGE_RISING")]
    [InlineData(6, 2, "SET_IRQ_TYPE EDGE_FALLING")]
    [InlineData(6, 3, "SET_IRQ_TYPE EDGE_BOTH")]
    [InlineData(6, 4, "SET_IRQ_TYPE LEVEL_HIGH")]
    [InlineData(6, 8, "SET_IRQ_TYPE LEVEL_LOW")]
    [InlineData(6, 5, "SET_IRQ_TYPE 0x5")]
    [InlineData(0xabc, 0, "type 0x0abc")]
    public void Requests(int type, uint value, string words) =>
        Assert.Equal(words, RefusalText.Request(new GpioRequest((GpioMessage)type, 0, value)));

    [Fact(DisplayName = "Every reason has words of its own, and a bit in the log's memory (IF-2.14)")]
    public void EveryReason()
    {
        LineRefusal[] reasons = [.. Enum.GetValues<LineRefusal>().Where(reason => reason != LineRefusal.None)];
        var words = reasons.Select(reason => RefusalText.Of(new RefusedRequest(reason, default, "x", Ns: 0), "body")).ToList();
        Assert.All(words, Assert.NotEmpty);
        Assert.Equal(words.Count, words.Distinct().Count());
        Assert.All(reasons, reason => Assert.InRange((int)reason, 1, 30));
    }
}
