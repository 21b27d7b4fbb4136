using GpioHub.GuestDriver.Models;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Models;

/// <summary>What Linux's interrupt core does with rarer calls and handlers; a driver sees masks, unmasks and bus unlocks of it.</summary>
public class IrqCoreSpec
{
    private static readonly DriverInput Valid = DriverInput.EventUsed(IrqStatus.Valid);
    private static readonly DriverInput Task = DriverInput.Of(DriverInputKind.TaskRuns);
    private static readonly DriverInput Interrupt = DriverInput.Of(DriverInputKind.InterruptRuns);

    [Fact(DisplayName = "linux: disable_irq of a disabled interrupt, and the enable_irq that undoes it, tell the device nothing (VG-S5)")]
    public void NestedDisable()
    {
        var run = ModelRun.Requested(new LinuxModel(), HandlerKind.Hard);
        run.Call(DriverInputKind.DisableIrq);
        Assert.Equal([IrqType.EdgeRising, IrqType.None], run.Asked);
        run.Call(DriverInputKind.NestedDisable);
        Assert.False(run.Accepts(DriverInput.Of(DriverInputKind.EnableIrq)));
        run.Call(DriverInputKind.NestedEnable);
        Assert.Equal(2, run.Asked.Count);
        run.Call(DriverInputKind.EnableIrq);
        Assert.Equal([IrqType.EdgeRising, IrqType.None, IrqType.EdgeRising], run.Asked);
    }

    [Fact(DisplayName = "linux: a second client of a shared interrupt tells the device nothing, when it comes and when it goes (VG-S5)")]
    public void Shared()
    {
        var run = ModelRun.Requested(new LinuxModel(), HandlerKind.Hard);
        run.Call(DriverInputKind.ShareIrq);
        Assert.False(run.Accepts(DriverInput.Of(DriverInputKind.FreeIrq)));
        run.Call(DriverInputKind.UnshareIrq);
        Assert.Equal([IrqType.EdgeRising], run.Asked);
        Assert.Equal(1, run.Queued);
    }

    [Fact(DisplayName = "linux: request_irq without a trigger on a fresh line tells NONE, and queues a pair all the same (VG-S5)")]
    public void Untyped()
    {
        var run = new ModelRun(new LinuxModel());
        run.Take(DriverInput.RequestUntyped(HandlerKind.Hard));
        run.Finish();
        Assert.Equal([IrqType.None], run.Asked);
        Assert.Equal(1, run.Queued);
        Assert.False(run.Model.CountsOnEvents(run.State));
    }

    [Fact(DisplayName = "A hard handler that wakes a thread has its pair queued again before the thread runs; a one-shot after it (VG-S5)")]
    public void HardAndThread()
    {
        var run = ModelRun.Requested(new LinuxModel(), HandlerKind.HardAndThread);
        run.Take(Valid);
        run.Take(Interrupt);
        run.Take(Interrupt);
        Assert.Equal((2, 1, ThreadPhase.Woken), (run.Queued, run.Handled, run.State.Thread));

        run = ModelRun.Requested(new LinuxModel(), HandlerKind.Threaded);
        run.Take(Valid);
        run.Take(Interrupt);
        run.Take(Interrupt);
        Assert.Equal((1, 0, ThreadPhase.Woken), (run.Queued, run.Handled, run.State.Thread));
    }

    [Fact(DisplayName = "linux on two CPUs: the used entry is gone from the queue before the driver knows it, and a resend runs beside it")]
    public void TwoCpus()
    {
        var run = ModelRun.Requested(new LinuxModel(twoCpus: true), HandlerKind.Hard);
        run.Take(Valid);
        Assert.Equal((InterruptPhase.Getting, true), (run.State.Interrupt, run.State.Queued));
        run.Take(new DriverInput(DriverInputKind.InterruptRuns, Irq: IrqStatus.Valid));
        Assert.Equal((InterruptPhase.Flow, false), (run.State.Interrupt, run.State.Queued));
        Assert.False(new LinuxModel().Accepts(run.State with { CoreResends = true }, DriverInput.Of(DriverInputKind.ResendRuns)));
        Assert.True(run.Model.Accepts(run.State with { CoreResends = true }, DriverInput.Of(DriverInputKind.ResendRuns)));
    }

    [Fact(DisplayName = "linux-v4-eoi: an event costs one pair, queued by eoi; no request and no other context")]
    public void EoiQueues()
    {
        var run = ModelRun.Requested(new LinuxV4EoiModel(), HandlerKind.Hard);
        run.Take(Valid);
        run.Take(Interrupt);
        run.Take(Interrupt);
        Assert.Equal((2, 1), (run.Queued, run.Handled));
        Assert.Equal([IrqType.EdgeRising], run.Asked);
        Assert.False(run.Accepts(Task) || run.Accepts(Interrupt) || run.Accepts(DriverInput.Of(DriverInputKind.ThreadRuns)));
    }

    [Theory(DisplayName = "linux-v4-eoi: eoi of a masked one-shot queues nothing; to the letter it queues, and the thread has not run")]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void EoiOfAMaskedLine(bool literal, int queued)
    {
        var run = ModelRun.Requested(new LinuxV4EoiModel(literal), HandlerKind.Threaded);
        run.Take(Valid);
        run.Take(Interrupt);
        run.Take(Interrupt);
        Assert.Equal((queued, 0, ThreadPhase.Woken), (run.Queued, run.Handled, run.State.Thread));
    }

    [Fact(DisplayName = "Linux's clients count on an interrupt that was refused, Zephyr's do not; V4 alone defers its events")]
    public void WhoCounts()
    {
        foreach (var model in DriverModels.All)
        {
            var run = new ModelRun(model);
            run.Take(DriverInput.RequestIrq(IrqType.EdgeRising, HandlerKind.Hard));
            run.Finish(GpioStatus.Error);
            Assert.Equal(model.Name != "zephyr", model.CountsOnEvents(run.State));
            Assert.Equal(model.Name == "linux-v4", model.DefersEvents);
        }
    }
}
