using GpioHub.GuestDriver.Models;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Tests.Models;

/// <summary>One model, and what it has done so far.</summary>
internal sealed class ModelRun(IDriverModel model)
{
    private static readonly DriverInput[] Contexts =
    [
        DriverInput.Of(DriverInputKind.TaskRuns), DriverInput.Of(DriverInputKind.InterruptRuns), DriverInput.Of(DriverInputKind.ThreadRuns),
    ];

    public IDriverModel Model { get; } = model;

    public DriverState State { get; private set; } = model.Initial;

    public List<IrqType> Asked { get; } = [];

    public int Queued { get; private set; }

    public int Handled { get; private set; }

    /// <summary>A client has its interrupt, a rising edge, and nothing is on its way.</summary>
    public static ModelRun Requested(IDriverModel model, HandlerKind handler)
    {
        var run = new ModelRun(model);
        run.Take(DriverInput.RequestIrq(IrqType.EdgeRising, handler));
        run.Finish();
        return run;
    }

    public bool Accepts(DriverInput input) => Model.Accepts(State, input);

    public void Take(DriverInput input)
    {
        var step = Model.Take(State, input);
        State = step.Next;
        if (step.Asks is { } type) Asked.Add(type);
        Queued += step.Queues ? 1 : 0;
        Handled += step.Handles ? 1 : 0;
    }

    /// <summary>Makes a call, and has it return.</summary>
    public void Call(DriverInputKind call)
    {
        Take(DriverInput.Of(call));
        Finish();
    }

    /// <summary>Every context goes on, and the device answers, until only a call or an event makes anything happen.</summary>
    public void Finish(GpioStatus answer = GpioStatus.Ok)
    {
        while (true)
        {
            int next = Array.FindIndex(Contexts, context => Accepts(context));
            if (next >= 0) Take(Contexts[next]);
            else if (Accepts(DriverInput.RequestUsed(answer))) Take(DriverInput.RequestUsed(answer));
            else return;
        }
    }
}
