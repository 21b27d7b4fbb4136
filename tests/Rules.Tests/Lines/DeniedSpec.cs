using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;
using static GpioHub.Rules.Tests.Lines.LineDriver;

namespace GpioHub.Rules.Tests.Lines;

/// <summary>A driver that goes on as if it had the interrupt that was refused (IF-2.14).</summary>
public class DeniedSpec
{
    [Fact(DisplayName = "A disabled line whose enable ends in ERR is denied it; one that keeps its interrupt is not (IF-2.14)")]
    public void Denied()
    {
        foreach (var outcome in (ChipOutcome[])[ChipOutcome.Refused, ChipOutcome.Gone])
        {
            Assert.True(Idle.Asks(IrqType.EdgeRising).Next.Answered(outcome).Next is { Denied: true, Unheeded: false });
            Assert.False(Armed.Asks(IrqType.EdgeFalling).Next.Answered(outcome).Next.Denied);
            Assert.False(Idle.Asks(GpioMessage.GetValue).Next.Answered(outcome).Next.Denied);
            Assert.False(Idle.Asks(GpioDirection.In).Next.Answered(outcome).Next.Denied);
        }

        Assert.True((Idle with { ChipUp = false }).Asks(IrqType.EdgeRising).Next.Denied);
        Assert.True(Output.Asks(IrqType.EdgeRising).Next.Denied);
    }

    [Fact(DisplayName = "A buffer before or after that ERR says that the driver did not heed it; no other driver is called so (IF-2.14)")]
    public void Unheeded()
    {
        var parked = Idle.WithBuffer(IrqBufferState.Parked).Asks(IrqType.EdgeRising).Next.Answered(ChipOutcome.Refused).Next;
        Assert.True(parked is { Denied: true, Unheeded: true });
        var denied = Idle.Asks(IrqType.EdgeRising).Next.Answered(ChipOutcome.Refused).Next;
        var bounced = denied.Queues();
        Assert.True(bounced is { Returns: true, Irq: IrqStatus.Invalid, Next: { Unheeded: true, Bounces: 1 } });
        Assert.True(bounced.Next.Asks(IrqType.EdgeRising).Next.Answered(ChipOutcome.Refused).Next.Unheeded);
        Assert.False(Idle.Queues().Next.Unheeded);
    }

    [Fact(DisplayName =
        "A refused request that was not decided denies an interrupt if it asked for one, and changes nothing else (IF-2.14)")]
    public void Undecided()
    {
        Assert.Equal(Idle with { Denied = true }, Idle.AfterRefusal(new GpioRequest(GpioMessage.SetIrqType, 0, 0x77)));
        Assert.Equal(Idle, Idle.AfterRefusal(new GpioRequest(GpioMessage.SetIrqType, 0, 0)));
        Assert.Equal(Idle, Idle.AfterRefusal(new GpioRequest(GpioMessage.SetDirection, 0, 7)));
        Assert.Equal(Idle, Idle.AfterRefusal(new GpioRequest(GpioMessage.GetValue, 0, 0)));
        Assert.Equal(Armed, Armed.AfterRefusal(new GpioRequest(GpioMessage.SetIrqType, 0, 0x77)));
    }

    [Fact(DisplayName = "NONE, for the interrupt or the line, ends what was said of refusals (IF-2.14)")]
    public void Ended()
    {
        var denied = Idle with { Denied = true, Unheeded = true, Bounces = 3 };
        foreach (var state in (LineState[])[denied, denied with { Diverged = true }])
        {
            Assert.True(state.Asks(IrqType.None).Next is { Denied: false, Unheeded: false, Bounces: 0 });
            Assert.True(state.Asks(GpioDirection.None).Next is { Denied: false, Unheeded: false, Bounces: 0 });
        }
    }
}
