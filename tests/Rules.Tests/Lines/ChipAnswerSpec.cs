using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;
using static GpioHub.Rules.Tests.Lines.LineDriver;

namespace GpioHub.Rules.Tests.Lines;

/// <summary>What a line makes of its chip's answers, and of their absence (HR-05).</summary>
public class ChipAnswerSpec
{
    /// <summary>Every request that waits for a chip.</summary>
    private static readonly LineState[] Waiting =
    [
        Output.Asks(GpioMessage.GetValue).Next, Output.Asks(GpioMessage.SetValue, 1).Next, Idle.Asks(GpioDirection.In).Next,
        Idle.Asks(GpioDirection.Out).Next, Idle.Asks(IrqType.EdgeBoth).Next,
    ];

    [Fact(DisplayName = "An answer that nobody waits for, or of another number, changes nothing (HR-05)")]
    public void Stray()
    {
        foreach (var outcome in Enum.GetValues<ChipOutcome>())
        {
            Assert.Equal(new LineDecision { Next = Armed }, Armed.Answered(outcome, level: true));
            foreach (var state in Waiting)
            {
                var stray = state.Given(LineInput.ChipAnswered(state.Serial - 1, outcome, level: true));
                Assert.Equal(new LineDecision { Next = state }, stray);
            }
        }
    }

    [Fact(DisplayName = "Each operation has the next number, and asks the chip for all that the line will then be (HR-05)")]
    public void Asked()
    {
        Assert.Equal([ChipAsk.Read, ChipAsk.Apply, ChipAsk.Apply, ChipAsk.Apply, ChipAsk.Apply],
            [Output.Asks(GpioMessage.GetValue).Ask, Output.Asks(GpioMessage.SetValue, 1).Ask, Idle.Asks(GpioDirection.In).Ask,
                Idle.Asks(GpioDirection.Out).Ask, Idle.Asks(IrqType.EdgeBoth).Ask]);
        Assert.Equal(6u, Output.Asks(GpioMessage.GetValue).Serial);
        Assert.Equal(6u, Idle.Asks(GpioDirection.Out).Serial);
        Assert.All(Waiting, state => Assert.Equal((6u, LineWorld.Asked, false, true),
            (state.Serial, state.RequestTicket, state.Overdue, state.OwesAnswer)));
        Assert.Equal(default, Output.Asks(GpioMessage.GetValue).Desired);
        Assert.Equal(Output.Desired with { Value = true }, Output.Asks(GpioMessage.SetValue, 1).Desired);
        Assert.Equal(Idle.Desired with { Direction = GpioDirection.In }, Idle.Asks(GpioDirection.In).Desired);
        Assert.Equal(Idle.Desired with { Direction = GpioDirection.Out }, Idle.Asks(GpioDirection.Out).Desired);
        Assert.Equal(Idle.Desired with { Irq = IrqType.EdgeBoth, Generation = 11 }, Idle.Asks(IrqType.EdgeBoth).Desired);
    }

    [Theory(DisplayName = "GET_VALUE is the level that the chip sensed, 0 or 1, and changes nothing of the line (VG-D-28)")]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void Read(bool level, byte value)
    {
        foreach (var line in (LineState[])[Output, Output with { Diverged = true }, Armed, Armed.WithBuffer(IrqBufferState.Held)])
        {
            var read = line.Asks(GpioMessage.GetValue).Next.Answered(ChipOutcome.Done, level);
            Assert.True(read is { Replies: true, Status: GpioStatus.Ok, Returns: false, Ask: ChipAsk.Nothing });
            Assert.Equal(value, read.Value);
            Assert.Equal(line with { Serial = 6, RequestTicket = LineWorld.Asked }, read.Next);
        }
    }

    [Fact(DisplayName =
        "The line changes once the chip has: direction, value, and no more diverged; the answer has no value (VG-D-12, HR-05)")]
    public void Done()
    {
        var lost = Idle with { Diverged = true };
        foreach (bool level in (bool[])[false, true])
        {
            var input = lost.Asks(GpioDirection.In).Next.Answered(ChipOutcome.Done, level);
            var output = lost.Asks(GpioDirection.Out).Next.Answered(ChipOutcome.Done, level);
            var driven = (Output with { Diverged = true }).Asks(GpioMessage.SetValue, 1).Next.Answered(ChipOutcome.Done, level);
            Assert.Equal((GpioDirection.In, false), (input.Next.Direction, input.Next.Value));
            Assert.Equal((GpioDirection.Out, false), (output.Next.Direction, output.Next.Value));
            Assert.Equal((GpioDirection.Out, true), (driven.Next.Direction, driven.Next.Value));
            foreach (var decision in (LineDecision[])[input, output, driven])
            {
                Assert.True(decision is { Replies: true, Status: GpioStatus.Ok, Value: 0, AwaitsPublication: false });
                Assert.True(decision.Next is { Diverged: false, Operation: ChipOperation.None, Overdue: false });
            }
        }
    }

    [Fact(DisplayName =
        "A confirmed enable begins its watch, and ends what was said of the line's refusals and bounces (VG-D-33, IF-2.14)")]
    public void Enabled()
    {
        var before = Idle with { Denied = true, Unheeded = true, Bounces = 3, Diverged = true };
        var enabled = before.Asks(IrqType.LevelHigh).Next.Answered(ChipOutcome.Done, level: true);
        Assert.True(enabled is { Status: GpioStatus.Ok, Value: 0, Returns: false, AwaitsPublication: false });
        Assert.Equal(Idle with
        {
            Irq = IrqType.LevelHigh,
            Generation = 11,
            LastGeneration = 11,
            WantedIrq = IrqType.LevelHigh,
            WantedGeneration = 11,
            Level = true,
            Withheld = true,
            Serial = 6,
            RequestTicket = LineWorld.Asked,
        }, enabled.Next);
    }

    [Fact(DisplayName =
        "A late answer only tells that the chip listens again: to a diverged line it is told all, to another nothing (HR-05)")]
    public void Late()
    {
        foreach (var state in Waiting)
        {
            bool isRead = state.Operation == ChipOperation.Read;
            var late = state.Given(LineInput.DeadlinePassed(LineWorld.Asked));
            Assert.True(late is { Replies: true, Status: GpioStatus.Error, Refusal: LineRefusal.Late });
            Assert.Equal((true, !isRead, state.Operation, false),
                (late.Next.Overdue, late.Next.Diverged, late.Next.Operation, late.Next.OwesAnswer));
            foreach (var outcome in Enum.GetValues<ChipOutcome>())
            {
                var answered = late.Next.Answered(outcome, level: true);
                Assert.False(answered.Replies);
                bool again = !isRead && outcome != ChipOutcome.Gone;
                Assert.Equal(again ? (ChipAsk.Apply, ChipOperation.Reapply) : (ChipAsk.Nothing, ChipOperation.None),
                    (answered.Ask, answered.Next.Operation));
                Assert.Equal((false, !isRead), (answered.Next.Overdue, answered.Next.Diverged));
                if (again) Assert.Equal((7u, 7u, late.Next.Desired), (answered.Serial, answered.Next.Serial, answered.Desired));
            }
        }
    }

    [Fact(DisplayName = "A deadline counts for the request that waits, once (HR-05)")]
    public void Deadline()
    {
        var reapplying = (Output with { Diverged = true }).Given(LineInput.ChipBack(false)).Next with { RequestTicket = LineWorld.Asked };
        foreach (var state in (LineState[])[Idle with { RequestTicket = LineWorld.Asked }, reapplying])
            Assert.Equal(new LineDecision { Next = state }, state.Given(LineInput.DeadlinePassed(LineWorld.Asked)));
        foreach (var state in Waiting)
        {
            Assert.Equal(new LineDecision { Next = state }, state.Given(LineInput.DeadlinePassed(LineWorld.Second)));
            var late = state.Given(LineInput.DeadlinePassed(LineWorld.Asked)).Next;
            Assert.Equal(new LineDecision { Next = late }, late.Given(LineInput.DeadlinePassed(LineWorld.Asked)));
        }

        Assert.True((Output with { Diverged = true }).Asks(GpioMessage.GetValue).Next
            .Given(LineInput.DeadlinePassed(LineWorld.Asked)).Next.Diverged);
    }

    [Theory(DisplayName =
        "A buffer held for an enable that does not come is parked, not bounced; that of an enabled line stays held (VG-S2.6)")]
    [InlineData(ChipOutcome.Refused)]
    [InlineData(ChipOutcome.Gone)]
    [InlineData(null)]
    public void HeldForNothing(ChipOutcome? outcome)
    {
        LineDecision After(LineState state) =>
            outcome is { } answer ? state.Answered(answer) : state.Given(LineInput.DeadlinePassed(LineWorld.Asked));
        var held = Idle.Asks(IrqType.EdgeRising).Next.Queues();
        Assert.False(held.Returns);
        var ended = After(held.Next);
        Assert.True(ended is { Status: GpioStatus.Error, Returns: false, Next: { Buffer: IrqBufferState.Parked, Irq: IrqType.None } });

        var armed = Armed.WithBuffer(IrqBufferState.Held);
        Assert.Equal(IrqBufferState.Held, After(armed.Asks(IrqType.EdgeFalling).Next).Next.Buffer);
        Assert.Equal(IrqBufferState.Held, After(armed.Asks(GpioMessage.GetValue).Next).Next.Buffer);
    }

    [Fact(DisplayName =
        "What is re-applied leaves a line diverged unless the chip has done it; the level that it found counts (HR-05, VG-D-43)")]
    public void Reapplied()
    {
        var again = (Armed with { Irq = IrqType.LevelHigh, Diverged = true }).WithBuffer(IrqBufferState.Held)
            .Given(LineInput.ChipBack(false)).Next;
        Assert.Equal(ChipOperation.Reapply, again.Operation);
        foreach (var outcome in Enum.GetValues<ChipOutcome>())
        {
            var quiet = again.Answered(outcome);
            Assert.Equal((outcome != ChipOutcome.Done, ChipOperation.None, false),
                (quiet.Next.Diverged, quiet.Next.Operation, quiet.Returns));
            Assert.True(again.Answered(outcome, level: true) is { Returns: true, Irq: IrqStatus.Valid });
        }
    }
}
