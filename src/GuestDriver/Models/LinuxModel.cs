using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Models;

/// <summary><c>linux</c>: drivers/gpio/gpio-virtio.c as merged in v5.16 and unchanged since, as far as interrupts are concerned.</summary>
/// <remarks>
/// The driver tells enable, disable and set_type on the requestq when the bus is unlocked; mask and unmask only decide whether a pair is
/// queued. The first pair follows the answer. An INVALID that finds the interrupt wanted is queued again at once. ERR is ignored. Suspend
/// and resume set flags without the bus lock: the device is told nothing. virtqueue_get_buf() is called without eventq_lock: on two CPUs
/// another may queue a pair meanwhile.
/// </remarks>
/// <param name="twoCpus">Contexts of the interrupt core run at the same time: the resend tasklet beside the callback, tasks beside
/// virtqueue_get_buf().</param>
public sealed class LinuxModel(bool twoCpus = false) : IrqCore
{
    /// <inheritdoc/>
    public override string Name => twoCpus ? "linux-smp" : "linux";

    /// <inheritdoc/>
    protected override bool TwoCpus => twoCpus;

    /// <inheritdoc/>
    public override DriverState Initial { get; } = new() { CoreDisabled = true, CoreMasked = true, Disabled = true, Masked = true };

    /// <inheritdoc/>
    protected override bool Eager => true;

    /// <inheritdoc/>
    protected override DriverState ChipEnable(in DriverState state) =>
        state with { Disabled = false, Masked = false, QueuePending = true, UpdatePending = true };

    /// <inheritdoc/>
    protected override DriverState ChipDisable(in DriverState state) =>
        state with { Disabled = true, Masked = true, QueuePending = false, UpdatePending = true };

    /// <inheritdoc/>
    protected override DriverState ChipMask(in DriverState state) => state with { Masked = true };

    /// <inheritdoc/>
    protected override DriverStep ChipUnmask(in DriverState state, bool inCallback) => Prepare(state with { Masked = false });

    /// <inheritdoc/>
    protected override DriverState SetType(in DriverState state, IrqType type) => state with { Type = type, UpdatePending = true };

    /// <inheritdoc/>
    protected override DriverStep SyncUnlock(in DriverState state) => state.UpdatePending
        ? new DriverStep { Next = state with { UpdatePending = false }, Asks = state.Disabled ? IrqType.None : state.Type }
        : new DriverStep { Next = state };

    /// <inheritdoc/>
    protected override DriverStep AfterAnswer(in DriverState state) =>
        state.QueuePending ? Prepare(state with { QueuePending = false }) : new DriverStep { Next = state };

    /// <inheritdoc/>
    protected override DriverStep Fetch(in DriverState state, IrqStatus status) =>
        twoCpus ? new DriverStep { Next = state with { Interrupt = InterruptPhase.Getting } } : Consume(state, status);

    /// <inheritdoc/>
    protected override DriverStep Consume(in DriverState state, IrqStatus status)
    {
        var next = state with { Queued = false };
        if (next.Masked || next.Disabled) return new DriverStep { Next = next };
        return status == IrqStatus.Invalid ? Prepare(next) : new DriverStep { Next = next with { Interrupt = InterruptPhase.Flow } };
    }

    /// <summary>virtio_gpio_irq_prepare(), under eventq_lock.</summary>
    private static DriverStep Prepare(in DriverState state)
    {
        if (state.Queued) return new DriverStep { Next = state, Warning = DriverWarning.AlreadyQueued };
        if (state.Masked || state.Disabled) return new DriverStep { Next = state, Warning = DriverWarning.NotWanted };
        return new DriverStep { Next = state with { Queued = true }, Queues = true };
    }
}
