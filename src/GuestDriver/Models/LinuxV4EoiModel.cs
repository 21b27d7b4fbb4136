using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Models;

/// <summary><c>linux-v4-eoi</c>: what the patch's reviewer asked for in the same thread. irq_eoi and irq_unmask queue the pair themselves,
/// events are handled in the eventq's callback, and there is no work item: "the normal operation to not have to involve any
/// scheduling".</summary>
/// <remarks>
/// handle_fasteoi_irq. Everything of which the reviewer does not speak is the patch's: masking is told as NONE when the bus is unlocked; no
/// irq_disable, so the core disables lazily; ERR is ignored. One lock is around virtqueue_get_buf() and around each queueing. Read kindly,
/// eoi queues nothing for a masked interrupt ("after taking into consideration the masking status", says the comment that he answers),
/// unmask leaves the first pair to the answer of its type, and an INVALID that finds the interrupt wanted is queued again.
/// </remarks>
/// <param name="literal">As it was written: eoi and unmask queue whatever the interrupt's state is, and INVALID is thrown away.</param>
public sealed class LinuxV4EoiModel(bool literal = false) : IrqCore
{
    /// <inheritdoc/>
    public override string Name => literal ? "linux-v4-eoi-literal" : "linux-v4-eoi";

    /// <inheritdoc/>
    public override DriverState Initial { get; } = new() { CoreDisabled = true, CoreMasked = true, Disabled = true };

    /// <inheritdoc/>
    protected override bool Eager => false;

    /// <inheritdoc/>
    protected override DriverState ChipMask(in DriverState state) =>
        state with { Masked = true, UpdatePending = state.UpdatePending || literal };

    /// <inheritdoc/>
    protected override DriverStep ChipUnmask(in DriverState state, bool inCallback)
    {
        var next = state with { Masked = false, UpdatePending = state.UpdatePending || literal };
        return literal || !state.Disabled ? Queue(next) : new DriverStep { Next = next };
    }

    /// <inheritdoc/>
    protected override DriverState SetType(in DriverState state, IrqType type) => state with { Type = type, UpdatePending = true };

    /// <inheritdoc/>
    protected override DriverStep SyncUnlock(in DriverState state)
    {
        bool asks = literal ? state.UpdatePending : state.Masked ? !state.Disabled : state.Disabled || state.UpdatePending;
        if (!asks) return new DriverStep { Next = state };
        return new DriverStep
        {
            Next = state with { UpdatePending = false, QueuePending = !state.Masked },   // queue_pending: a type was asked
            Asks = state.Masked ? IrqType.None : state.Type,
        };
    }

    /// <inheritdoc/>
    protected override DriverStep AfterAnswer(in DriverState state)
    {
        var next = state with { QueuePending = false, Disabled = !state.QueuePending };
        return state.QueuePending && !state.Masked && !literal ? Queue(next) : new DriverStep { Next = next };
    }

    /// <inheritdoc/>
    protected override DriverStep Consume(in DriverState state, IrqStatus status)
    {
        var next = state with { Queued = false };
        if (status == IrqStatus.Valid) return new DriverStep { Next = next with { Interrupt = InterruptPhase.Flow } };
        return literal ? new DriverStep { Next = next } : Eoi(next);
    }

    /// <summary>handle_fasteoi_irq: masks only what is disabled or a one-shot; eoi on both ways out.</summary>
    protected override DriverStep Flow(in DriverState state)
    {
        if (!state.Requested || state.CoreDisabled)
            return Eoi(Mask(state) with { CorePending = true, Interrupt = InterruptPhase.Idle });
        return Handle(state.Threaded ? Mask(state) : state);
    }

    /// <summary>cond_unmask_eoi_irq(), without IRQCHIP_EOI_THREADED: eoi in every case; unmask only a one-shot whose thread was not
    /// woken.</summary>
    protected override DriverStep FlowEnd(in DriverState state)
    {
        var over = state with { Interrupt = InterruptPhase.Idle };
        var step = over.Threaded ? Unmask(over, inCallback: true) : new DriverStep { Next = over };
        return step.Queues ? step : Eoi(step.Next);
    }

    private DriverStep Eoi(in DriverState state) =>
        literal || !(state.Masked || state.Disabled) ? Queue(state) : new DriverStep { Next = state };

    /// <summary>virtio_gpio_irq_prepare(), silent about a pair that is queued: the core plays an edge again without a used pair.</summary>
    private static DriverStep Queue(in DriverState state) =>
        state.Queued ? new DriverStep { Next = state } : new DriverStep { Next = state with { Queued = true }, Queues = true };
}
