using System.Diagnostics;
using GpioHub.GuestDriver.Irq;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Irq;

/// <summary>The rules one by one; <see cref="IrqLineStateWalk"/> walks all states.</summary>
public class IrqLineStateSpec
{
    private static IrqLineState Fresh => default;

    private static readonly IrqLineState Armed = After(Fresh, IrqInput.Enable(IrqType.EdgeBoth), IrqInput.TypeAccepted);

    private static readonly IrqLineState Linux = new() { Manners = IrqManners.Linux };

    private static IrqLineState After(IrqLineState state, params IrqInput[] inputs) =>
        inputs.Aggregate(state, (s, input) => s.Decide(input).Next);

    [Fact(DisplayName = "The type is sent first; the pair is queued only after the device accepted it (VG-G-07)")]
    public void EnableBeforeUnmask()
    {
        var (asking, first) = Fresh.Decide(IrqInput.Enable(IrqType.LevelHigh));
        var (armed, second) = asking.Decide(IrqInput.TypeAccepted);

        Assert.Equal(new IrqEffects { Ask = IrqType.LevelHigh }, first);
        Assert.True(asking.QueuePending);
        Assert.Equal(new IrqEffects { Queue = true, Outcome = IrqOutcome.Done }, second);
        Assert.True(armed.Queued);
    }

    [Fact(DisplayName = "ERR to SET_IRQ_TYPE: no buffer is queued and the request fails (VG-G-15)")]
    public void RefusedMeansNoBuffer()
    {
        var (state, effects) = After(Fresh, IrqInput.Enable(IrqType.LevelLow)).Decide(IrqInput.TypeRefused);

        Assert.Equal(new IrqEffects { Outcome = IrqOutcome.Failed }, effects);
        Assert.False(state.Enabled || state.Queued || state.QueuePending);
    }

    [Fact(DisplayName = "With Linux's manners ERR is ignored: the buffer is queued anyway, and again on each INVALID at once (R-08)")]
    public void LinuxLivelock()
    {
        var (state, effects) = After(Linux, IrqInput.Enable(IrqType.LevelLow)).Decide(IrqInput.TypeRefused);
        Assert.True(effects.Queue);

        for (int i = 0; i < 20; i++)
        {
            (state, effects) = state.Decide(IrqInput.ReturnedInvalid);
            Assert.Equal(new IrqEffects { Queue = true }, effects);
        }
    }

    [Fact(DisplayName = "Finished with an interrupt: type NONE is sent, and a second disable sends nothing (VG-G-05)")]
    public void DisableSendsNone()
    {
        var (off, effects) = Armed.Decide(IrqInput.Disable);
        Assert.Equal(IrqType.None, effects.Ask);

        var again = After(off, IrqInput.ReturnedInvalid, IrqInput.TypeAccepted).Decide(IrqInput.Disable);
        Assert.Equal(new IrqEffects { Outcome = IrqOutcome.Done }, again.Effects);
    }

    [Fact(DisplayName = "A change of type goes through NONE, and the operation ends once, after the new type (VG-G-06)")]
    public void TypeChangeGoesThroughNone()
    {
        var (s1, e1) = Armed.Decide(IrqInput.SetType(IrqType.LevelHigh));
        var (s2, e2) = s1.Decide(IrqInput.ReturnedInvalid);
        var (s3, e3) = s2.Decide(IrqInput.TypeAccepted);
        var (s4, e4) = s3.Decide(IrqInput.TypeAccepted);

        Assert.Equal(new IrqEffects { Ask = IrqType.None }, e1);
        Assert.Equal(default, e2);
        Assert.Equal(new IrqEffects { Ask = IrqType.LevelHigh }, e3);
        Assert.Equal(new IrqEffects { Queue = true, Outcome = IrqOutcome.Done }, e4);
        Assert.Equal(IrqType.LevelHigh, s4.Told);
        Assert.Equal(0, s4.Bounces);
    }

    [Fact(DisplayName = "With Linux's manners a live change is one message and the pair stays where it is (VG-D-35)")]
    public void LinuxChangesLive()
    {
        var armed = After(Linux, IrqInput.Enable(IrqType.EdgeRising), IrqInput.TypeAccepted);
        var (changing, effects) = armed.Decide(IrqInput.SetType(IrqType.EdgeFalling));

        Assert.Equal(new IrqEffects { Ask = IrqType.EdgeFalling }, effects);
        Assert.Equal(new IrqEffects { Outcome = IrqOutcome.Done }, changing.Decide(IrqInput.TypeAccepted).Effects);
    }

    [Fact(DisplayName = "With Linux's manners a type set on a disabled interrupt sends NONE, and T→T is sent (VG-D-34)")]
    public void LinuxTellsAlways()
    {
        Assert.Equal(IrqType.None, Linux.Decide(IrqInput.SetType(IrqType.EdgeRising)).Effects.Ask);

        var armed = After(Linux, IrqInput.Enable(IrqType.EdgeRising), IrqInput.TypeAccepted);
        Assert.Equal(IrqType.EdgeRising, armed.Decide(IrqInput.Enable(IrqType.EdgeRising)).Effects.Ask);
    }

    [Fact(DisplayName = "VALID while enabled is delivered and masks the line; its pair is queued again when the handler is done (VG-G-13)")]
    public void EventIsDelivered()
    {
        var (handling, delivered) = Armed.Decide(IrqInput.ReturnedValid);
        var done = handling.Decide(IrqInput.Unmask).Effects;

        Assert.Equal(new IrqEffects { Deliver = true }, delivered);
        Assert.True(handling.Masked);
        Assert.Equal(new IrqEffects { Queue = true }, done);
    }

    [Fact(DisplayName = "VALID while masked is dropped, and the line is known to be unqueued (VG-G-13)")]
    public void EventWhileMasked()
    {
        var (state, effects) = After(Armed, IrqInput.Mask).Decide(IrqInput.ReturnedValid);

        Assert.Equal(default, effects);
        Assert.False(state.Queued);
        Assert.True(state.Decide(IrqInput.Unmask).Effects.Queue);
    }

    [Fact(DisplayName = "INVALID while enabled is queued again: the first at once, the next ones after 1, 2, 4 … 1000 ms (VG-G-13)")]
    public void BounceBacksOff()
    {
        var (state, effects) = Armed.Decide(IrqInput.ReturnedInvalid);
        Assert.Equal(new IrqEffects { Queue = true }, effects);

        foreach (int expectedMs in (int[])[1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000, 1000, 1000])
        {
            (state, effects) = state.Decide(IrqInput.ReturnedInvalid);
            Assert.Equal(new IrqEffects { BackOff = true }, effects);
            Assert.Equal(expectedMs, state.BackOffDelay.TotalMilliseconds);

            (state, effects) = state.Decide(IrqInput.BackOffElapsed);
            Assert.Equal(new IrqEffects { Queue = true }, effects);
        }
    }

    [Fact(DisplayName = "INVALID while disabled is dropped (VG-G-13)")]
    public void BounceWhileDisabled() =>
        Assert.Equal(default, After(Armed, IrqInput.Disable).Decide(IrqInput.ReturnedInvalid).Effects);

    [Fact(DisplayName = "Enabled again while the pair is still out: no second pair; it is queued when the INVALID has been seen (VG-G-14)")]
    public void QuickReenable()
    {
        var off = After(Armed, IrqInput.Disable, IrqInput.TypeAccepted);
        var (on, effects) = After(off, IrqInput.Enable(IrqType.EdgeBoth)).Decide(IrqInput.TypeAccepted);

        Assert.Equal(new IrqEffects { Outcome = IrqOutcome.Done }, effects);
        Assert.Equal(new IrqEffects { Queue = true }, on.Decide(IrqInput.ReturnedInvalid).Effects);
    }

    [Fact(DisplayName = "OK to NONE with the pair still out is noted as the device's fault, and so is a VALID after it (VG-D-38, VG-D-39)")]
    public void DeviceFaultsAreNoted()
    {
        var (off, effects) = After(Armed, IrqInput.Disable).Decide(IrqInput.TypeAccepted);

        Assert.Equal(IrqOddity.BufferKeptAfterDisable, effects.Oddity);
        Assert.Equal(new IrqEffects { Oddity = IrqOddity.EventAfterDisable }, off.Decide(IrqInput.ReturnedValid).Effects);
    }

    [Fact(DisplayName = "A reset forgets type, queued pair and what was asked, and keeps the manners (VG-G-17)")]
    public void ResetForgets() =>
        Assert.Equal(Linux, After(Linux, IrqInput.Enable(IrqType.EdgeRising), IrqInput.TypeAccepted, IrqInput.Reset));

    [Fact(DisplayName = "An answer that nobody waits for is a bug of the caller")]
    public void UnmatchedAnswerThrows()
    {
        Assert.Throws<UnreachableException>(() => Fresh.Decide(IrqInput.TypeAccepted));
        Assert.Throws<UnreachableException>(() => Fresh.Decide(IrqInput.ReturnedValid));
    }
}
