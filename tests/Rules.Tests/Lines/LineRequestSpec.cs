using System.Diagnostics;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;
using static GpioHub.Rules.Tests.Lines.LineDriver;

namespace GpioHub.Rules.Tests.Lines;

/// <summary>Requests, one by one (VG-D-12…36).</summary>
public class LineRequestSpec
{
    private static readonly GpioRequest[] Local =
        [new(GpioMessage.GetDirection, 0, 0), new(GpioMessage.SetDirection, 0, 0), new(GpioMessage.SetIrqType, 0, 0)];

    private static readonly GpioRequest[] AtChip =
    [
        new(GpioMessage.GetValue, 0, 0), new(GpioMessage.SetValue, 0, 1), new(GpioMessage.SetDirection, 0, 1),
        new(GpioMessage.SetDirection, 0, 2), new(GpioMessage.SetIrqType, 0, 1),
    ];

    [Fact(DisplayName =
        "While a request waits no other is taken; beside an operation that no request waits for, those that need no chip (VG-D-14, HR-05)")]
    public void Accepted()
    {
        var waiting = Idle.Asks(GpioMessage.GetValue).Next;
        var overdue = waiting.Given(LineInput.DeadlinePassed(LineWorld.Asked)).Next;
        var again = (Output with { Diverged = true }).Given(LineInput.ChipBack(false)).Next;
        foreach (var request in Local)
            Assert.Equal((true, false, true, true),
                (Idle.Accepts(request), waiting.Accepts(request), overdue.Accepts(request), again.Accepts(request)));
        foreach (var request in AtChip)
            Assert.Equal((true, false, false, false),
                (Idle.Accepts(request), waiting.Accepts(request), overdue.Accepts(request), again.Accepts(request)));
    }

    [Fact(DisplayName = "A request that may not come now, or that no line knows, is our bug and names itself")]
    public void Unreachable()
    {
        var waiting = Idle.Asks(GpioMessage.GetValue).Next;
        Assert.Equal("LineState was given GetValue while Read is outstanding",
            Assert.Throws<UnreachableException>(() => waiting.Asks(GpioMessage.GetValue)).Message);
        Assert.Equal("LineState has no rule for GetLineNames",
            Assert.Throws<UnreachableException>(() => Idle.Asks(GpioMessage.GetLineNames)).Message);
        Assert.Equal("LineState has no rule for 99", Assert.Throws<UnreachableException>(() => Idle.Given((LineInputKind)99)).Message);
    }

    [Fact(DisplayName = "GET_DIRECTION is what the driver has set (VG-D-29)")]
    public void Direction()
    {
        foreach (var direction in Enum.GetValues<GpioDirection>())
        {
            var state = Idle with { Direction = direction };
            Assert.Equal(new LineDecision { Next = state, Replies = true, Request = LineWorld.Asked, Value = (byte)direction },
                state.Asks(GpioMessage.GetDirection));
        }
    }

    [Fact(DisplayName = "The direction that a line has already is OK without its chip, unless the chip may have another (VG-D-26)")]
    public void SameDirection()
    {
        foreach (var direction in (GpioDirection[])[GpioDirection.In, GpioDirection.Out])
        {
            var state = Idle with { Direction = direction };
            Assert.True(state.Asks(direction) is { Ask: ChipAsk.Nothing, Replies: true, Status: GpioStatus.Ok });
            Assert.True((state with { Diverged = true }).Asks(direction) is { Ask: ChipAsk.Apply, Replies: false });
        }

        Assert.Equal(ChipOperation.DirectionIn, Output.Asks(GpioDirection.In).Next.Operation);
        Assert.Equal(ChipOperation.DirectionOut, (Idle with { Direction = GpioDirection.In }).Asks(GpioDirection.Out).Next.Operation);
    }

    [Fact(DisplayName = "SET_DIRECTION(NONE) discards everything, and tells the chip unless there is nothing to tell (VG-D-25)")]
    public void DirectionNone()
    {
        var next = Idle with { Generation = 11, LastGeneration = 11 };
        var none = new LineDecision { Next = next, Replies = true, Request = LineWorld.Asked };
        Assert.Equal(none, Idle.Asks(GpioDirection.None));
        Assert.Equal(none, (Idle with { Value = true }).Asks(GpioDirection.None));
        var used = Idle with { Value = true, Latched = true, Withheld = true, Bounces = 2 };
        LineState[] told =
            [used with { Direction = GpioDirection.In }, used with { Irq = IrqType.EdgeBoth }, used with { Direction = GpioDirection.Out }];
        foreach (var state in told)
            Assert.Equal(none with { Ask = ChipAsk.Tell, Desired = none.Next.Desired }, state.Asks(GpioDirection.None));
        var diverged = (Idle with { Diverged = true }).Asks(GpioDirection.None);
        Assert.Equal((ChipAsk.Tell, true), (diverged.Ask, diverged.Next.Diverged));
    }

    [Fact(DisplayName =
        "SET_IRQ_TYPE(NONE) ends the watch and tells the chip; on a disabled line the chip is not touched (VG-D-34, VG-D-38)")]
    public void IrqNone()
    {
        var armed = Armed with { Latched = true, Withheld = true, Bounces = 2 };
        var next = Idle with { Generation = 11, LastGeneration = 11 };
        var ok = new LineDecision { Next = next, Replies = true, Request = LineWorld.Asked };
        Assert.Equal(ok with { Ask = ChipAsk.Tell, Desired = next.Desired }, armed.Asks(IrqType.None));
        Assert.Equal(ok with { Next = Idle }, Idle.Asks(IrqType.None));
    }

    [Fact(DisplayName = "NONE gives the line's own buffer back INVALID, in the same decision as its OK (VG-D-25, VG-D-38)")]
    public void NoneWithBuffer()
    {
        var armed = Armed.WithBuffer(IrqBufferState.Held);
        foreach (var decision in (LineDecision[])[armed.Asks(IrqType.None), armed.Asks(GpioDirection.None)])
        {
            Assert.True(decision is { Returns: true, Irq: IrqStatus.Invalid, Replies: true, Status: GpioStatus.Ok });
            Assert.Equal((LineWorld.Held, LineWorld.Asked, IrqBufferState.None),
                (decision.Buffer, decision.Request, decision.Next.Buffer));
        }
    }

    [Theory(DisplayName =
        "SET_VALUE of a line that is no output is stored, and drives once it is one; an output's goes to the chip (VG-D-23, VG-D-24)")]
    [InlineData(0u, false)]
    [InlineData(1u, true)]
    public void Value(uint value, bool level)
    {
        foreach (var direction in (GpioDirection[])[GpioDirection.None, GpioDirection.In])
        {
            var stored = (Idle with { Direction = direction, Value = !level, ChipUp = false }).Asks(GpioMessage.SetValue, value);
            Assert.True(stored is { Replies: true, Status: GpioStatus.Ok, Ask: ChipAsk.Nothing });
            Assert.Equal(level, stored.Next.Value);
            Assert.Equal(level, (stored.Next with { ChipUp = true }).Asks(GpioDirection.Out).Desired.Value);
        }

        var driven = (Output with { Value = !level }).Asks(GpioMessage.SetValue, value);
        Assert.Equal((ChipOperation.SetValue, level, !level), (driven.Next.Operation, driven.Desired.Value, driven.Next.Value));
    }

    [Fact(DisplayName =
        "Another type begins a watch of its own; the same type on a diverged line tells the watch in force once more (VG-D-34, VG-D-35)")]
    public void Watches()
    {
        var other = (Armed with { LastGeneration = 20, WantedLatched = true }).Asks(IrqType.EdgeFalling).Next;
        Assert.Equal((IrqType.EdgeFalling, 21u, 21u, 10u, false),
            (other.WantedIrq, other.WantedGeneration, other.LastGeneration, other.Generation, other.WantedLatched));
        Assert.True(other.EnablePending && other.Awaits(21) && !other.Awaits(10) && !Armed.Awaits(Armed.WantedGeneration));

        var same = (Armed with { LastGeneration = 20, Diverged = true, WantedLatched = true }).Asks(IrqType.EdgeRising).Next;
        Assert.Equal((IrqType.EdgeRising, 10u, 20u, false),
            (same.WantedIrq, same.WantedGeneration, same.LastGeneration, same.WantedLatched));
        Assert.True(same.EnablePending && !same.Awaits(10));
        var late = other.Given(LineInput.DeadlinePassed(LineWorld.Asked)).Next;
        Assert.True(!late.EnablePending && !late.Awaits(21));
    }

    [Fact(DisplayName = "A spare slot answers what needs no chip, and never asks one (IF-1.10)")]
    public void Spare()
    {
        var rules = LineWorld.Usual with { Mapped = false };
        foreach (var request in Local)
        {
            var used = Armed with { Direction = GpioDirection.In };
            var decision = used.Decide(LineInput.Request(LineWorld.Asked, request), rules);
            Assert.True(decision is { Replies: true, Status: GpioStatus.Ok, Ask: ChipAsk.Nothing });
        }

        foreach (var kind in (LineInputKind[])[LineInputKind.Reset, LineInputKind.PinsReleased, LineInputKind.PinsResumed])
        {
            var output = Output with { Released = kind == LineInputKind.PinsResumed };
            Assert.Equal(ChipAsk.Nothing, output.Decide(LineInput.Of(kind), rules).Ask);
        }
    }

    [Theory(DisplayName = "What a line may not do is refused by itself, and what it may do beside it is not (IF-1.10)")]
    [InlineData(LineAccess.In, true, false)]
    [InlineData(LineAccess.Out, false, true)]
    [InlineData(LineAccess.InOut, true, true)]
    public void Access(LineAccess access, bool input, bool output)
    {
        var rules = LineWorld.Usual with { Access = access };
        LineDecision Decide(GpioMessage message, uint value) =>
            Idle.Decide(LineInput.Request(LineWorld.Asked, new GpioRequest(message, 0, value)), rules);
        Assert.Equal(input, !Decide(GpioMessage.SetDirection, (uint)GpioDirection.In).Replies);
        Assert.Equal(output, !Decide(GpioMessage.SetDirection, (uint)GpioDirection.Out).Replies);
        Assert.Equal(input, !Decide(GpioMessage.SetIrqType, (uint)IrqType.EdgeBoth).Replies);
        Assert.False(Decide(GpioMessage.GetValue, 0).Replies);
    }
}
