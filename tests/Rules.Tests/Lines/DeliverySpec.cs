using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;
using static GpioHub.Rules.Tests.Lines.LineDriver;

namespace GpioHub.Rules.Tests.Lines;

/// <summary>When a buffer goes back VALID, and what keeps it (VG-D-39…43).</summary>
public class DeliverySpec
{
    private static readonly LineState Due = (Armed with { Latched = true, Bounces = 3 }).WithBuffer(IrqBufferState.Held);

    [Fact(DisplayName = "An interrupt that is due goes once nothing keeps it: eventq, chip, limit and the OK of its enable (VG-D-39)")]
    public void Kept()
    {
        (LineState Kept, LineInput Freed)[] all =
        [
            (Due with { EventqRunning = false }, LineInput.Of(LineInputKind.EventqStarted)),
            (Due with { ChipUp = false }, LineInput.ChipBack(false)),
            (Due with { Muted = true }, LineInput.Of(LineInputKind.InterruptsBack)),
            (Due with { Withheld = true }, LineInput.Of(LineInputKind.ReplyPublished)),
        ];
        foreach (var (kept, freed) in all)
        {
            Assert.Equal(new LineDecision { Next = kept }, kept.Given(LineInput.EdgeSensed(0, 1, false, 10)));
            var delivered = kept.Given(freed);
            Assert.Equal(new LineDecision
            {
                Next = Armed,
                Returns = true,
                Buffer = LineWorld.Held,
                Irq = IrqStatus.Valid,
            }, delivered with { Next = delivered.Next with { BufferTicket = default } });
        }
    }

    [Theory(DisplayName = "A level is due while it is there, at the unmask and at each change; a low one while it is low (VG-D-43)")]
    [InlineData(IrqType.LevelHigh, true)]
    [InlineData(IrqType.LevelLow, false)]
    public void Levels(IrqType type, bool active)
    {
        var line = Armed with { Irq = type, Level = active };
        Assert.True(line.Queues() is { Returns: true, Irq: IrqStatus.Valid });
        var held = (line with { Level = !active }).Queues();
        Assert.False(held.Returns);
        var changed = held.Next.Given(LineInput.EdgeSensed(active ? 1 : 0, active ? 0 : 1, active, 10));
        Assert.True(changed is { Returns: true, Irq: IrqStatus.Valid, Next.Latched: false });
        Assert.Equal(active, changed.Next.Level);
    }

    [Theory(DisplayName = "Edges of its type trigger an interrupt, both directions count together, and levels count none (VG-D-37)")]
    [InlineData(IrqType.None, 0)]
    [InlineData(IrqType.EdgeRising, 3)]
    [InlineData(IrqType.EdgeFalling, 2)]
    [InlineData(IrqType.EdgeBoth, 5)]
    [InlineData(IrqType.LevelHigh, 0)]
    [InlineData(IrqType.LevelLow, 0)]
    public void Matched(IrqType type, int count)
    {
        Assert.Equal(count, LineState.Matched(type, rising: 3, falling: 2));
        var sensed = (Idle with { Irq = type }).Given(LineInput.EdgeSensed(3, 3, false, 10)).Next;
        Assert.Equal(type is IrqType.EdgeRising or IrqType.EdgeFalling or IrqType.EdgeBoth, sensed.Latched);
        Assert.False((Idle with { Irq = type }).Given(LineInput.EdgeSensed(0, 0, true, 10)).Next.Latched);
    }

    [Fact(DisplayName = "A guest's next interrupt is waited for where nothing else is missing (interruptsPerSecond)")]
    public void AwaitsInterrupt()
    {
        var spent = Due.Given(LineInputKind.InterruptsSpent);
        Assert.True(spent.IsSilent() && spent.Next.Muted && spent.Next.AwaitsInterrupt);
        Assert.False(Due.AwaitsInterrupt);
        Assert.False((Armed with { Muted = true }).AwaitsInterrupt);
        Assert.False((Due with { Muted = true, ChipUp = false }).AwaitsInterrupt);
        Assert.False(spent.Next.Given(LineInputKind.InterruptsBack).Next.Muted);
    }

    [Fact(DisplayName = "A buffer that comes while the OK of the enable is not published asks for the news of it (HR-21)")]
    public void Withheld()
    {
        Assert.True((Armed with { Withheld = true }).Queues() is { Returns: false, AwaitsPublication: true });
        Assert.True(Armed.Queues() is { Returns: false, AwaitsPublication: false });
        Assert.False((Armed with { Withheld = true }).Given(LineInputKind.ReplyPublished).Next.Withheld);
    }

    [Fact(DisplayName =
        "A stopped eventq gives its buffers back, a disabled one keeps them, a dropped one forgets them; none runs (VU-35, VU-45, " +
        "VG-D-49)")]
    public void Eventq()
    {
        var held = Armed.WithBuffer(IrqBufferState.Held);
        var stopped = held.Given(LineInputKind.EventqStopped);
        Assert.True(stopped is { Returns: true, Irq: IrqStatus.Invalid, Next: { EventqRunning: false, Buffer: IrqBufferState.None } });
        Assert.Equal(LineWorld.Held, stopped.Buffer);
        var disabled = held.Given(LineInputKind.EventqDisabled);
        Assert.True(disabled.IsSilent() && disabled.Next is { EventqRunning: false, Buffer: IrqBufferState.Held });
        var dropped = held.Given(LineInputKind.EventqDropped);
        Assert.True(dropped.IsSilent() && dropped.Next is { EventqRunning: false, Buffer: IrqBufferState.None });
        Assert.True(disabled.Next.Given(LineInputKind.EventqStarted).Next.EventqRunning);
    }
}
