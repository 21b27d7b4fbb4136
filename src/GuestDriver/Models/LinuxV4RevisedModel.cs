using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Models;

/// <summary><c>linux-v4-revised</c>: the diff that its author sent in the same thread, with the words "there may be some race around the
/// queued flag".</summary>
/// <remarks>
/// handle_level_irq. unmask queues the pair at once, even before the type is told. mask_pending cancels a mask with its unmask. INVALID is
/// thrown away. Nothing guards queued: outside the callback it is assigned one step after the pair is on the ring. No irq_disable: the core
/// disables lazily.
/// </remarks>
public sealed class LinuxV4RevisedModel : IrqCore
{
    /// <inheritdoc/>
    public override string Name => "linux-v4-revised";

    /// <inheritdoc/>
    public override DriverState Initial { get; } = new() { CoreDisabled = true, CoreMasked = true, Masked = true };

    /// <inheritdoc/>
    protected override bool Eager => false;

    /// <inheritdoc/>
    protected override DriverState ChipMask(in DriverState state) =>
        state.Masked ? state : state with { Masked = true, MaskPending = !state.MaskPending };

    /// <inheritdoc/>
    protected override DriverStep ChipUnmask(in DriverState state, bool inCallback)
    {
        var next = state.Masked ? state with { Masked = false, MaskPending = !state.MaskPending } : state;
        if (state.Queued) return new DriverStep { Next = next };
        return new DriverStep { Next = inCallback ? next with { Queued = true } : next with { Adding = true }, Queues = true };
    }

    /// <inheritdoc/>
    protected override DriverState SetType(in DriverState state, IrqType type) => state with { Type = type, UpdatePending = true };

    /// <inheritdoc/>
    protected override DriverStep SyncUnlock(in DriverState state) => state.MaskPending || state.UpdatePending
        ? new DriverStep
        {
            Next = state with { MaskPending = false, UpdatePending = false },
            Asks = state.Masked ? IrqType.None : state.Type,
        }
        : new DriverStep { Next = state };

    /// <inheritdoc/>
    protected override DriverStep AfterAnswer(in DriverState state) => new() { Next = state };

    /// <inheritdoc/>
    protected override DriverStep Consume(in DriverState state, IrqStatus status) => new()
    {
        Next = state with { Queued = false, Interrupt = status == IrqStatus.Valid ? InterruptPhase.Flow : InterruptPhase.Idle },
        Warning = state.Queued ? DriverWarning.None : DriverWarning.NotQueued,
    };
}
