using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Rules.Tests.Lines;

/// <summary>Buffers for an interrupt that is disabled, and what starts their count anew.</summary>
public class EarlyBufferSpec
{
    private static readonly LineRules Rules = LineWorld.Usual;
    private static readonly LineState Up = LineState.Initial with { ChipUp = true, EventqRunning = true };

    [Theory(DisplayName =
        "Without VIRTIO_GPIO_F_IRQ a buffer goes back INVALID every time, the ninth too, also with earlyUnmask: hold and after an ERR " +
        "(VG-D-47)")]
    [InlineData(EarlyUnmask.Return, false)]
    [InlineData(EarlyUnmask.Return, true)]
    [InlineData(EarlyUnmask.Hold, false)]
    [InlineData(EarlyUnmask.Hold, true)]
    public void NotNegotiated(EarlyUnmask earlyUnmask, bool asks)
    {
        var rules = Rules with { IrqNegotiated = false, EarlyUnmask = earlyUnmask };
        var now = Up;
        for (int i = 0; i < 3 * LineState.BouncesBeforeParking; i++)
        {
            if (asks)
            {
                var refused = now.Decide(Set(IrqType.EdgeRising), rules);
                Assert.True(refused is { Replies: true, Status: GpioStatus.Error });
                now = refused.Next;
            }

            var returned = now.Decide(LineInput.BufferQueued(LineWorld.Held), rules);
            Assert.True(returned is { Returns: true, Irq: IrqStatus.Invalid, Next.Buffer: IrqBufferState.None }, $"buffer {i + 1}");
            Assert.Equal(LineWorld.Held, returned.Buffer);
            now = returned.Next;
        }

        Assert.False(now.Unheeded);                                                // a driver without interrupts waits for none
    }

    [Theory(DisplayName =
        "SET_DIRECTION(NONE) forgets the bounces of a line, whatever its direction: eight more buffers go back (VG-D-25, VG-D-44)")]
    [InlineData(GpioDirection.None)]
    [InlineData(GpioDirection.In)]
    [InlineData(GpioDirection.Out)]
    public void DirectionNone(GpioDirection direction)
    {
        var bounced = Bounced(Up with { Direction = direction });
        var none = bounced.Decide(LineInput.Request(LineWorld.Asked, new GpioRequest(GpioMessage.SetDirection, 0, 0)), Rules);
        Assert.Equal((GpioStatus.Ok, 0), (none.Status, none.Next.Bounces));
        Assert.Equal(LineState.BouncesBeforeParking, Bounced(none.Next).Bounces);
    }

    [Fact(DisplayName = "An accepted type starts the count of bounces anew without NONE between; a refused one does not (VG-D-44)")]
    public void AcceptedType()
    {
        var bounced = Bounced(Up);
        var asked = bounced.Decide(Set(IrqType.EdgeRising), Rules).Next;
        var refused = asked.Decide(LineInput.ChipAnswered(asked.Serial, ChipOutcome.Refused, level: false), Rules).Next;
        Assert.False(refused.Decide(LineInput.BufferQueued(LineWorld.Held), Rules).Returns);

        var accepted = asked.Decide(LineInput.ChipAnswered(asked.Serial, ChipOutcome.Done, level: false), Rules);
        Assert.Equal((GpioStatus.Ok, 0), (accepted.Status, accepted.Next.Bounces));
        var forbidden = accepted.Next.Decide(LineInput.Of(LineInputKind.Restricted), Rules with { Access = LineAccess.Out }).Next;
        Assert.Equal(IrqType.None, forbidden.Irq);                                 // a reload has ended it, no request
        Assert.Equal(LineState.BouncesBeforeParking, Bounced(forbidden).Bounces);
    }

    [Theory(DisplayName = "SET_DIRECTION(IN) on a line whose interrupt is enabled keeps type, latch and held buffer (VG-D-26)")]
    [InlineData(GpioDirection.None, false)]
    [InlineData(GpioDirection.None, true)]
    [InlineData(GpioDirection.In, false)]
    [InlineData(GpioDirection.In, true)]
    public void DirectionIn(GpioDirection before, bool diverged)
    {
        var armed = Up with { Direction = before, Diverged = diverged, Irq = IrqType.EdgeRising, Generation = 3, LastGeneration = 3 };
        var latched = armed with { Latched = true };
        var held = armed with { Buffer = IrqBufferState.Held, BufferTicket = LineWorld.Held };
        foreach (var state in (LineState[])[latched, held])
        {
            var decision = state.Decide(LineInput.Request(LineWorld.Asked,
                new GpioRequest(GpioMessage.SetDirection, 0, (uint)GpioDirection.In)), Rules);
            Assert.False(decision.Returns);
            if (!decision.Replies)
            {
                Assert.Equal((IrqType.EdgeRising, 3u), (decision.Desired.Irq, decision.Desired.Generation));   // the chip watches on
                decision = decision.Next.Decide(LineInput.ChipAnswered(decision.Serial, ChipOutcome.Done, level: false), Rules);
            }

            Assert.True(decision is { Replies: true, Status: GpioStatus.Ok, Returns: false });
            var next = decision.Next;
            Assert.Equal((GpioDirection.In, state.Irq, state.Latched, state.Buffer, state.BufferTicket, state.Generation),
                (next.Direction, next.Irq, next.Latched, next.Buffer, next.BufferTicket, next.Generation));
        }
    }

    private static LineInput Set(IrqType type) =>
        LineInput.Request(LineWorld.Asked, new GpioRequest(GpioMessage.SetIrqType, 0, (uint)type));

    /// <summary>The line after as many buffers as may go back.</summary>
    private static LineState Bounced(LineState state)
    {
        for (int i = 0; i < LineState.BouncesBeforeParking; i++)
        {
            var returned = state.Decide(LineInput.BufferQueued(LineWorld.Held), Rules);
            Assert.True(returned is { Returns: true, Irq: IrqStatus.Invalid }, $"buffer {i + 1}: {returned}");
            state = returned.Next;
        }

        return state;
    }
}
