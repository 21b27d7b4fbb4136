using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Models;

/// <summary>The phase of the client's call.</summary>
public enum TaskPhase : byte
{
    /// <summary>No call.</summary>
    Idle,

    /// <summary>The flags are set; irq_bus_sync_unlock() is next.</summary>
    Unlocking,

    /// <summary>SET_IRQ_TYPE is on the requestq.</summary>
    Waiting,

    /// <summary>The request is answered; the code after the answer is next.</summary>
    Answered,

    /// <summary>The bus is unlocked; synchronize_irq() waits for handlers.</summary>
    Synchronizing,
}

/// <summary>The phase of the context that consumes the eventq.</summary>
public enum InterruptPhase : byte
{
    Idle,

    /// <summary>The driver has taken an event; generic_handle_irq() is next.</summary>
    Flow,

    /// <summary>The handler is running (IRQD_IRQ_INPROGRESS).</summary>
    Handling,

    /// <summary>The flow handler is done; the driver's own end is next.</summary>
    Tail,

    /// <summary>V4: the work item waits for the answer to SET_IRQ_TYPE(NONE).</summary>
    TailWaiting,

    /// <summary>Two CPUs: virtqueue_get_buf() is under way.</summary>
    Getting,
}

/// <summary>The phase of the handler's thread.</summary>
public enum ThreadPhase : byte
{
    Asleep,

    Woken,

    /// <summary>The handler is done; irq_finalize_oneshot() is next.</summary>
    Finalizing,
}

/// <summary>The holder of the slow bus's lock (irq_lock).</summary>
public enum BusOwner : byte
{
    Nobody,
    Task,
    Thread,

    /// <summary>V4: the work item.</summary>
    Work,
}

/// <summary>The whole state of a driver model for one line, in one word, by which it is hashed and compared.</summary>
/// <remarks>One type for all models; a model uses the fields that its original has. Field names of the original are given where they
/// differ.</remarks>
public readonly record struct DriverState
{
    private readonly ulong _bits;

    /// <summary>The whole state.</summary>
    public ulong Bits
    {
        get => _bits;
        init => _bits = value;
    }

    /// <summary>The type that the client last set; NONE before its first request.</summary>
    public IrqType Type
    {
        get => (IrqType)Get(0, 0xf);
        init => _bits = Set(0, 0xf, (ulong)value);
    }

    /// <summary>The input with which the call under way began.</summary>
    public DriverInputKind Call
    {
        get => (DriverInputKind)Get(4, 0xf);
        init => _bits = Set(4, 0xf, (ulong)value);
    }

    public TaskPhase Task
    {
        get => (TaskPhase)Get(8, 7);
        init => _bits = Set(8, 7, (ulong)value);
    }

    public InterruptPhase Interrupt
    {
        get => (InterruptPhase)Get(11, 7);
        init => _bits = Set(11, 7, (ulong)value);
    }

    public ThreadPhase Thread
    {
        get => (ThreadPhase)Get(14, 3);
        init => _bits = Set(14, 3, (ulong)value);
    }

    public BusOwner Bus
    {
        get => (BusOwner)Get(16, 3);
        init => _bits = Set(16, 3, (ulong)value);
    }

    /// <summary>The client has an action installed.</summary>
    public bool Requested
    {
        get => Flag(18);
        init => _bits = Set(18, value);
    }

    /// <summary>The client's handler.</summary>
    public HandlerKind Handler
    {
        get => (HandlerKind)Get(33, 3);
        init => _bits = Set(33, 3, (ulong)value);
    }

    /// <summary>Its handler is a threaded one-shot.</summary>
    public bool Threaded => Handler == HandlerKind.Threaded;

    /// <summary>A second client shares the interrupt.</summary>
    public bool Shared
    {
        get => Flag(19);
        init => _bits = Set(19, value);
    }

    /// <summary>disable_irq was called twice.</summary>
    public bool Nested
    {
        get => Flag(35);
        init => _bits = Set(35, value);
    }

    /// <summary>Two CPUs: the phase of the resend tasklet; Idle, Flow or Handling.</summary>
    public InterruptPhase Resend
    {
        get => (InterruptPhase)Get(36, 7);
        init => _bits = Set(36, 7, (ulong)value);
    }

    /// <summary>Interrupt core: irqd_irq_disabled().</summary>
    public bool CoreDisabled
    {
        get => Flag(20);
        init => _bits = Set(20, value);
    }

    /// <summary>Interrupt core: irqd_irq_masked().</summary>
    public bool CoreMasked
    {
        get => Flag(21);
        init => _bits = Set(21, value);
    }

    /// <summary>Interrupt core: IRQS_PENDING, an edge that came while disabled and will be played again.</summary>
    public bool CorePending
    {
        get => Flag(22);
        init => _bits = Set(22, value);
    }

    /// <summary>Interrupt core: the resend tasklet is scheduled.</summary>
    public bool CoreResends
    {
        get => Flag(23);
        init => _bits = Set(23, value);
    }

    /// <summary>Between <see cref="DriverInputKind.Suspend"/> and <see cref="DriverInputKind.Resume"/>.</summary>
    public bool Suspended
    {
        get => Flag(24);
        init => _bits = Set(24, value);
    }

    /// <summary>Driver: disabled. Zephyr: not enabled. V4 with eoi: the device has no type.</summary>
    public bool Disabled
    {
        get => Flag(25);
        init => _bits = Set(25, value);
    }

    /// <summary>Driver: masked.</summary>
    public bool Masked
    {
        get => Flag(26);
        init => _bits = Set(26, value);
    }

    /// <summary>Driver: queued; whether the driver believes that its pair is on the ring.</summary>
    public bool Queued
    {
        get => Flag(27);
        init => _bits = Set(27, value);
    }

    /// <summary>Driver: update_pending; V4 revised: type_pending.</summary>
    public bool UpdatePending
    {
        get => Flag(28);
        init => _bits = Set(28, value);
    }

    /// <summary>Driver: queue_pending.</summary>
    public bool QueuePending
    {
        get => Flag(29);
        init => _bits = Set(29, value);
    }

    /// <summary>V4 revised: mask_pending.</summary>
    public bool MaskPending
    {
        get => Flag(30);
        init => _bits = Set(30, value);
    }

    /// <summary>V4 revised: a pair is on the ring, and the assignment to queued comes next.</summary>
    public bool Adding
    {
        get => Flag(31);
        init => _bits = Set(31, value);
    }

    /// <summary>The last SET_IRQ_TYPE was answered ERR.</summary>
    public bool Refused
    {
        get => Flag(32);
        init => _bits = Set(32, value);
    }

    private bool Flag(int at) => (_bits >> at & 1) != 0;

    private ulong Get(int at, ulong mask) => _bits >> at & mask;

    private ulong Set(int at, bool value) => Set(at, 1, value ? 1ul : 0ul);

    private ulong Set(int at, ulong mask, ulong value) => (_bits & ~(mask << at)) | value << at;
}
