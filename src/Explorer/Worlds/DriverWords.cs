using System.Text;
using GpioHub.GuestDriver.Models;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <summary>The text of a driver's step.</summary>
internal static class DriverWords
{
    public static string Describe(in DriverState before, in DriverInput input, in DriverStep step)
    {
        var text = new StringBuilder(What(before, input, step));
        string joint = ": ";
        void Add(string part)
        {
            text.Append(joint).Append(part);
            joint = ", ";
        }

        if (step.Asks is { } type) Add($"asks SET_IRQ_TYPE({type})");
        if (step.Handles) Add("the handler runs");
        if (step.Warning != DriverWarning.None) Add($"warns ({step.Warning})");
        if (step.Queues) Add("queues the pair");
        if (step.Returns) Add("the call returns");
        return text.ToString();
    }

    private static string What(in DriverState before, in DriverInput input, in DriverStep step) => input.Kind switch
    {
        DriverInputKind.RequestIrq => $"the client calls request_irq({input.Type}{Words(input.Handler)})",
        DriverInputKind.RequestUntyped => $"the client calls request_irq(no trigger{Words(input.Handler)})",
        DriverInputKind.ShareIrq => "another client calls request_irq",
        DriverInputKind.UnshareIrq => "the other client calls free_irq",
        DriverInputKind.SetType => $"the client calls irq_set_type({input.Type})",
        DriverInputKind.FreeIrq => "the client calls free_irq",
        DriverInputKind.DisableIrq or DriverInputKind.NestedDisable => "the client calls disable_irq",
        DriverInputKind.NestedEnable or DriverInputKind.EnableIrq => "the client calls enable_irq",
        DriverInputKind.Suspend => "the guest suspends",
        DriverInputKind.Resume => "the guest resumes",
        DriverInputKind.EventUsed when step.Next.Interrupt == InterruptPhase.Getting => "the driver calls virtqueue_get_buf()",
        DriverInputKind.EventUsed => $"the driver consumes the pair, {(input.Irq == IrqStatus.Valid ? "VALID" : "INVALID")}",
        DriverInputKind.RequestUsed => $"the driver consumes the answer, {(input.Status == GpioStatus.Ok ? "OK" : "ERR")}",
        DriverInputKind.TaskRuns => before.Task switch
        {
            TaskPhase.Unlocking when before.Adding => "the task sets queued",
            TaskPhase.Unlocking => "the task unlocks the bus",
            TaskPhase.Answered => "the task goes on",
            _ => "the task has waited for handlers",
        },
        DriverInputKind.InterruptRuns => Interrupt(before.Interrupt, input),
        DriverInputKind.ResendRuns => before.Resend == InterruptPhase.Idle
            ? "the core plays a pending edge again"
            : $"other CPU: {Interrupt(before.Resend, input)}",
        _ => before.Thread == ThreadPhase.Woken ? "the handler's thread runs" : "the thread ends the one-shot",
    };
    private static string Interrupt(InterruptPhase phase, in DriverInput input) => phase switch
    {
        InterruptPhase.Idle => "the core plays a pending edge again",
        InterruptPhase.Flow => "the flow handler begins",
        InterruptPhase.Handling => "the flow handler ends",
        InterruptPhase.Getting => $"the driver has the pair, {(input.Irq == IrqStatus.Valid ? "VALID" : "INVALID")}",
        _ => "the driver ends the interrupt",
    };

    private static string Words(HandlerKind handler) => handler switch
    {
        HandlerKind.Threaded => ", threaded",
        HandlerKind.HardAndThread => ", hard and thread",
        _ => "",
    };
}
