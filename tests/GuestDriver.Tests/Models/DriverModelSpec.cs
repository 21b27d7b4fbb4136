using System.Diagnostics;
using GpioHub.GuestDriver.Models;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Models;

/// <summary>The models do what their originals do, in the schedules that matter; the explorer takes all of them.</summary>
public class DriverModelSpec
{
    private static readonly DriverInput Task = DriverInput.Of(DriverInputKind.TaskRuns);
    private static readonly DriverInput Interrupt = DriverInput.Of(DriverInputKind.InterruptRuns);
    private static readonly DriverInput Ok = DriverInput.RequestUsed(GpioStatus.Ok);
    private static readonly DriverInput Enable = DriverInput.Of(DriverInputKind.EnableIrq);
    private static readonly DriverInput Disable = DriverInput.Of(DriverInputKind.DisableIrq);

    public static TheoryData<string> Names => [.. DriverModels.All.Select(model => model.Name)];

    [Theory(DisplayName =
        "A driver's request_irq tells the type, queues one pair, and an event runs the handler and queues it again (VG-S5)")]
    [MemberData(nameof(Names))]
    public void AnEventRunsTheHandler(string name)
    {
        var run = new Run(name);
        run.Take(DriverInput.RequestIrq(IrqType.EdgeRising, threaded: false));
        run.Settle();
        Assert.Equal([IrqType.EdgeRising], run.Asked);
        run.Take(Ok);
        run.Settle();
        Assert.Equal((1, 0), (run.Queued, run.Handled));

        run.Take(DriverInput.EventUsed(IrqStatus.Valid));
        run.Settle();
        Assert.Equal((2, 1), (run.Queued, run.Handled));
        Assert.Empty(run.Warnings);
    }

    [Theory(DisplayName = "A threaded one-shot's thread runs the handler, after which a pair is queued (VG-S5)")]
    [InlineData("linux-v4-revised")]
    [InlineData("linux")]
    public void AThreadUnmasks(string name)
    {
        var run = Requested(name, threaded: true);
        run.Take(DriverInput.EventUsed(IrqStatus.Valid));
        run.Take(Interrupt);
        run.Take(Interrupt);
        Assert.Equal((1, 0), (run.Queued, run.Handled));
        run.Settle();
        Assert.Equal((2, 1), (run.Queued, run.Handled));
        Assert.Equal([IrqType.EdgeRising], run.Asked);
    }

    [Fact(DisplayName = "linux: an INVALID consumed between irq_enable and the type's answer is queued at once, and the answer warns: " +
        "the driver's own WARN_ON(queued)")]
    public void TheMergedDriverWarns()
    {
        var run = Requested("linux", threaded: false);
        run.Take(Disable);
        run.Take(Task);
        run.Take(Ok);
        run.Settle();
        run.Take(Enable);
        run.Take(Task);
        run.Take(DriverInput.EventUsed(IrqStatus.Invalid));
        Assert.Equal((2, 0), (run.Queued, run.Warnings.Count));
        run.Take(Ok);
        run.Settle();
        Assert.Equal([DriverWarning.AlreadyQueued], run.Warnings);
        Assert.Equal(2, run.Queued);
    }

    [Fact(DisplayName = "In linux suspend and resume tell nothing; the next bus unlock tells the type again (VG-S5)")]
    public void SuspendTellsNothing()
    {
        var run = Requested("linux", threaded: false);
        run.Take(DriverInput.Of(DriverInputKind.Suspend));
        run.Take(DriverInput.EventUsed(IrqStatus.Valid));
        run.Take(DriverInput.Of(DriverInputKind.Resume));
        run.Settle();
        Assert.Equal((1, 0), (run.Queued, run.Handled));
        run.Take(DriverInput.SetType(IrqType.EdgeRising));
        run.Take(Task);
        run.Take(Ok);
        run.Settle();
        Assert.Equal([IrqType.EdgeRising, IrqType.EdgeRising], run.Asked);
        Assert.Equal(2, run.Queued);
    }

    [Fact(DisplayName = "In zephyr the enabled flag is cleared before NONE is told, and a refused type queues nothing (VG-G-15)")]
    public void ZephyrLooksAtTheAnswer()
    {
        var run = new Run("zephyr");
        run.Take(DriverInput.RequestIrq(IrqType.LevelHigh, threaded: false));
        run.Take(Task);
        run.Take(DriverInput.RequestUsed(GpioStatus.Error));
        run.Settle();
        Assert.Equal(0, run.Queued);
        Assert.True(run.State is { Disabled: true, Requested: true });

        run = Requested("zephyr", threaded: false);
        run.Take(Disable);
        Assert.True(run.State.Disabled);
        Assert.Single(run.Asked);
    }

    [Fact(DisplayName = "In linux-v4 a live change of type queues a second pair and warns afterwards (VG-D-45)")]
    public void V4QueuesTwice()
    {
        var run = Requested("linux-v4", threaded: false);
        run.Take(DriverInput.SetType(IrqType.LevelHigh));
        run.Take(Task);
        run.Take(Ok);
        run.Settle();
        Assert.Equal(2, run.Queued);
        Assert.Equal([DriverWarning.AlreadyQueued], run.Warnings);
    }

    [Fact(DisplayName = "linux-v4-revised: the pair precedes the type")]
    public void RevisedQueuesFirst()
    {
        var run = new Run("linux-v4-revised");
        run.Take(DriverInput.RequestIrq(IrqType.EdgeRising, threaded: false));
        Assert.Equal(1, run.Queued);
        Assert.Empty(run.Asked);
    }

    [Fact(DisplayName = "What a model does not accept is a bug of the caller; a model that does not exist is named")]
    public void Refusals()
    {
        var run = new Run("linux");
        Assert.Throws<UnreachableException>(() => run.Take(Enable));
        var unknown = Assert.Throws<ArgumentException>(() => DriverModels.Named("linux-v5"));
        Assert.Contains("linux-v4-revised", unknown.Message, StringComparison.Ordinal);
    }

    private static Run Requested(string name, bool threaded)
    {
        var run = new Run(name);
        run.Take(DriverInput.RequestIrq(IrqType.EdgeRising, threaded));
        run.Settle();
        run.Take(Ok);
        run.Settle();
        return run;
    }

    /// <summary>One model, and what it has done so far.</summary>
    private sealed class Run(string name)
    {
        private readonly IDriverModel _model = DriverModels.Named(name);

        public DriverState State { get; private set; } = DriverModels.Named(name).Initial;

        public List<IrqType> Asked { get; } = [];

        public List<DriverWarning> Warnings { get; } = [];

        public int Queued { get; private set; }

        public int Handled { get; private set; }

        public void Take(DriverInput input)
        {
            var step = _model.Take(State, input);
            State = step.Next;
            if (step.Asks is { } type) Asked.Add(type);
            if (step.Warning != DriverWarning.None) Warnings.Add(step.Warning);
            Queued += step.Queues ? 1 : 0;
            Handled += step.Handles ? 1 : 0;
        }

        /// <summary>Every context goes on until it waits for the device or for a call.</summary>
        public void Settle()
        {
            DriverInput[] steps = [Task, Interrupt, DriverInput.Of(DriverInputKind.ThreadRuns)];
            while (steps.FirstOrDefault(step => _model.Accepts(State, step)) is { Kind: not DriverInputKind.RequestIrq } step) Take(step);
        }
    }
}
