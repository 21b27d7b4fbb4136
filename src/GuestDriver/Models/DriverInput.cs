using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Models;

/// <summary>Everything that can happen to a driver's line.</summary>
public enum DriverInputKind : byte
{
    /// <summary>Client: request_irq with a type; Zephyr: pin_interrupt_configure.</summary>
    RequestIrq,

    /// <summary>Client: free_irq; Zephyr: pin_interrupt_configure(GPIO_INT_DISABLE).</summary>
    FreeIrq,

    /// <summary>Client: disable_irq.</summary>
    DisableIrq,

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

    /// <summary>The handler's thread goes on.</summary>
    ThreadRuns,
}

/// <summary>One input to <see cref="IDriverModel.Take"/>; which fields count depends on <see cref="Kind"/>.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Type">RequestIrq, SetType: the type asked for, never NONE.</param>
/// <param name="Threaded">RequestIrq: the handler runs in a thread, and the interrupt stays masked until it is done (IRQF_ONESHOT).</param>
/// <param name="Irq">EventUsed: what the pair's response byte says at this moment.</param>
/// <param name="Status">RequestUsed: the device's answer.</param>
public readonly record struct DriverInput(
    DriverInputKind Kind,
    IrqType Type = IrqType.None,
    bool Threaded = false,
    IrqStatus Irq = IrqStatus.Invalid,
    GpioStatus Status = GpioStatus.Ok)
{
    /// <summary>A call of the client or of the system, not a step of the driver.</summary>
    public bool IsCall => Kind <= DriverInputKind.Resume;

    public static DriverInput RequestIrq(IrqType type, bool threaded) => new(DriverInputKind.RequestIrq, type, threaded);

    public static DriverInput SetType(IrqType type) => new(DriverInputKind.SetType, type);

    public static DriverInput EventUsed(IrqStatus status) => new(DriverInputKind.EventUsed, Irq: status);

    public static DriverInput RequestUsed(GpioStatus status) => new(DriverInputKind.RequestUsed, Status: status);

    /// <summary>An input that carries nothing but its kind.</summary>
    public static DriverInput Of(DriverInputKind kind) => new(kind);
}
