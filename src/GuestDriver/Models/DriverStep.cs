using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Models;

/// <summary>A warning of the driver itself: a line in the guest's kernel log.</summary>
public enum DriverWarning : byte
{
    None,

    /// <summary>WARN_ON: a pair is to be queued, and the line's pair is on the eventq already. The final driver does not queue it then; V4
    /// has queued it already.</summary>
    AlreadyQueued,

    /// <summary>WARN_ON: a pair is to be queued for an interrupt that is masked or disabled.</summary>
    NotWanted,

    /// <summary>WARN_ON: a pair was consumed, and the driver did not know that it was queued.</summary>
    NotQueued,
}

/// <summary>One step of a driver: its next state and what it does outside, at most one of each.</summary>
/// <remarks>Each chain is kicked when it is added: none of these drivers batches.</remarks>
public readonly record struct DriverStep
{
    public required DriverState Next { get; init; }

    /// <summary>Adds SET_IRQ_TYPE of this type to the requestq; null = nothing.</summary>
    public IrqType? Asks { get; init; }

    /// <summary>Adds a pair of the line to the eventq.</summary>
    public bool Queues { get; init; }

    /// <summary>The client's handler runs: the hard one, or the thread's.</summary>
    public bool Handles { get; init; }

    /// <summary>The client's call returns.</summary>
    public bool Returns { get; init; }

    public DriverWarning Warning { get; init; }
}
