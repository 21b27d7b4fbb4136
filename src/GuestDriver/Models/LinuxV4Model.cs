using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Models;

/// <summary><c>linux-v4</c>: the patch that opened the thread of August 2021 ("[PATCH V4 2/2] gpio: virtio: Add IRQ support").</summary>
/// <remarks>
/// handle_fasteoi_irq with an empty eoi. A work item under irq_lock consumes the eventq, and queues the pair again after the handler.
/// Masking is told as type NONE when the bus is unlocked or the work item ends; unmasking is told as the type, with a new pair. No
/// irq_disable: the core disables lazily. Here the work item takes the lock anew for each entry; in the original a second notification may
/// have the same effect.
/// </remarks>
public sealed class LinuxV4Model : IrqCore
{
    /// <inheritdoc/>
    public override string Name => "linux-v4";

    /// <inheritdoc/>
    public override bool DefersEvents => true;

    /// <inheritdoc/>
    protected override bool Eager => false;

    /// <inheritdoc/>
    protected override bool MayConsume(in DriverState state) => state.Bus == BusOwner.Nobody;

    /// <inheritdoc/>
    protected override DriverState ChipMask(in DriverState state) => state with { Masked = true, UpdatePending = true };

    /// <inheritdoc/>
    protected override DriverStep ChipUnmask(in DriverState state, bool inCallback) =>
        new() { Next = state with { Masked = false, UpdatePending = true } };

    /// <inheritdoc/>
    protected override DriverState SetType(in DriverState state, IrqType type) => state with { Type = type, UpdatePending = true };

    /// <inheritdoc/>
    protected override DriverStep SyncUnlock(in DriverState state) => state.UpdatePending
        ? new DriverStep { Next = state with { QueuePending = !state.Masked }, Asks = state.Masked ? IrqType.None : state.Type }
        : new DriverStep { Next = state };

    /// <inheritdoc/>
    protected override DriverStep AfterAnswer(in DriverState state)
    {
        var next = state with { UpdatePending = false, QueuePending = false };     // queue_pending stands for the branch that was taken
        return state.QueuePending ? Prepare(next) : new DriverStep { Next = next };
    }

    /// <inheritdoc/>
    protected override DriverStep Consume(in DriverState state, IrqStatus status)
    {
        var warning = state.Queued ? DriverWarning.None : DriverWarning.NotQueued;
        var next = state with { Queued = false };
        return status == IrqStatus.Invalid
            ? new DriverStep { Next = next, Warning = warning }
            : new DriverStep { Next = next with { Interrupt = InterruptPhase.Flow, Bus = BusOwner.Work }, Warning = warning };
    }

    /// <summary>handle_fasteoi_irq: masks only what is disabled or a one-shot.</summary>
    protected override DriverStep Flow(in DriverState state)
    {
        if (!state.Requested || state.CoreDisabled) return new DriverStep { Next = Ended(Mask(state) with { CorePending = true }) };
        return Handle(state.Threaded ? Mask(state) : state);
    }

    /// <inheritdoc/>
    protected override DriverStep FlowEnd(in DriverState state)
    {
        var step = state.Threaded ? Unmask(state, inCallback: true) : new DriverStep { Next = state };
        return step with { Next = Ended(step.Next) };
    }

    /// <summary>The work item after the handler: NONE if it has been masked, else the pair once more.</summary>
    protected override DriverStep Tail(in DriverState state)
    {
        var over = state with { UpdatePending = false, Interrupt = InterruptPhase.Idle, Bus = BusOwner.Nobody };
        if (state.Interrupt == InterruptPhase.TailWaiting) return new DriverStep { Next = over };
        return state.UpdatePending && state.Masked
            ? new DriverStep { Next = state with { Interrupt = InterruptPhase.TailWaiting }, Asks = IrqType.None }
            : Prepare(over);
    }

    /// <summary>The end of a resend, which has no work item around it.</summary>
    private static DriverState Ended(in DriverState state) =>
        state with { Interrupt = state.Bus == BusOwner.Work ? InterruptPhase.Tail : InterruptPhase.Idle };

    /// <summary>virtio_gpio_irq_prepare(): queues first, warns afterwards.</summary>
    private static DriverStep Prepare(in DriverState state) => new()
    {
        Next = state with { Queued = true },
        Queues = true,
        Warning = state.Queued ? DriverWarning.AlreadyQueued : DriverWarning.None,
    };
}
