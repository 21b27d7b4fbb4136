using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Models;

/// <summary>Everything that can happen to a driver's line.</summary>
public enum DriverInputKind : byte
{
    /// <summary>Client: request_irq with a type; Zephyr: pin_interrupt_configure.</summary>
    RequestIrq,

    /// <summary>Client: request_irq without trigger flags: no type is set, and the line keeps the one that it has.</summary>
    RequestUntyped,

    /// <summary>Client: free_irq; Zephyr: pin_interrupt_configure(GPIO_INT_DISABLE).</summary>
    FreeIrq,

    /// <summary>Another client: request_irq of the same interrupt (IRQF_SHARED).</summary>
    ShareIrq,

    /// <summary>The other client: free_irq.</summary>
    UnshareIrq,

    /// <summary>Client: disable_irq.</summary>
    DisableIrq,

    /// <summary>Client: disable_irq of an interrupt that is disabled already: the depth is 2.</summary>
    NestedDisable,

    /// <summary>Client: enable_irq that only brings the depth back to 1.</summary>
    NestedEnable,

    /// <summary>Client: enable_irq.</summary>
    EnableIrq,

    /// <summary>Client: irq_set_type, on a live interrupt or a disabled one.</summary>
    SetType,

    /// <summary>The system suspends: suspend_device_irqs().</summary>
    Suspend,

    /// <summary>The system resumes: resume_device_irqs().</summary>
    Resume,

    /// <summary>Ring: the next used entry of the eventq is consumed.</summary>
    EventUsed,

    /// <summary>Ring: the used entry of the outstanding SET_IRQ_TYPE is consumed.</summary>
    RequestUsed,

    /// <summary>The task that makes the client's call goes on.</summary>
    TaskRuns,

    /// <summary>The context that consumes the eventq goes on.</summary>
    InterruptRuns,

    /// <summary>Two CPUs: the core's resend of a pending edge goes on, beside the context that consumes the eventq.</summary>
    ResendRuns,

    /// <summary>The handler's thread goes on.</summary>
    ThreadRuns,
}

/// <summary>The handler that a client installs.</summary>
public enum HandlerKind : byte
{
    /// <summary>A hard handler.</summary>
    Hard,

    /// <summary>A thread alone: the interrupt stays masked until it is done (IRQF_ONESHOT).</summary>
    Threaded,

    /// <summary>A hard handler that wakes a thread, and nothing is masked for it.</summary>
    HardAndThread,
}

/// <summary>One input to <see cref="IDriverModel.Take"/>; which fields count depends on <see cref="Kind"/>.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Type">RequestIrq, SetType: the type asked for, never NONE.</param>
/// <param name="Handler">RequestIrq, RequestUntyped: the handler that is installed.</param>
/// <param name="Irq">EventUsed, InterruptRuns: what the pair's response byte says at this moment.</param>
/// <param name="Status">RequestUsed: the device's answer.</param>
public readonly record struct DriverInput(
    DriverInputKind Kind,
    IrqType Type = IrqType.None,
    HandlerKind Handler = HandlerKind.Hard,
    IrqStatus Irq = IrqStatus.Invalid,
    GpioStatus Status = GpioStatus.Ok)
{
    /// <summary>A call of the client or of the system, not a step of the driver.</summary>
    public bool IsCall => Kind <= DriverInputKind.Resume;

    /// <summary>request_irq, with a hard handler or a threaded one-shot.</summary>
    public static DriverInput RequestIrq(IrqType type, bool threaded) =>
        RequestIrq(type, threaded ? HandlerKind.Threaded : HandlerKind.Hard);

    public static DriverInput RequestIrq(IrqType type, HandlerKind handler) => new(DriverInputKind.RequestIrq, type, handler);

    public static DriverInput RequestUntyped(HandlerKind handler) => new(DriverInputKind.RequestUntyped, Handler: handler);

    public static DriverInput SetType(IrqType type) => new(DriverInputKind.SetType, type);

    public static DriverInput EventUsed(IrqStatus status) => new(DriverInputKind.EventUsed, Irq: status);

    public static DriverInput RequestUsed(GpioStatus status) => new(DriverInputKind.RequestUsed, Status: status);

    /// <summary>An input that carries nothing but its kind.</summary>
    public static DriverInput Of(DriverInputKind kind) => new(kind);
}
