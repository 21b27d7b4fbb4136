using System.Collections.Immutable;

namespace GpioHub.Actors.Contract;

/// <param name="IrqNegotiated">VIRTIO_GPIO_F_IRQ acknowledged by the front-end; null before SET_FEATURES.</param>
/// <param name="Features">Acknowledged feature bits.</param>
public sealed record GuestSnapshot(
    string Id,
    string Socket,
    GuestState State,
    PeerSnapshot? Peer,
    bool? IrqNegotiated,
    ulong Features,
    ulong ProtocolFeatures,
    int Slots,
    int Armed,
    long Requests,
    long Interrupts,
    long Errors,
    long Sessions,
    ImmutableArray<RingSnapshot> Rings,
    ImmutableArray<GuestLineSnapshot> Lines)
{
    /// <summary>The number of lines that it gets when its driver reads its device anew; null = it keeps its lines.</summary>
    public int? PendingSlots { get; init; }

    /// <summary>Why no front-end can reach its socket; null = one can.</summary>
    public string? SocketProblem { get; init; }

    /// <summary>Of the requests that name no line and were answered ERR the last; null = none.</summary>
    public ErrorSnapshot? LastError { get; init; }

    /// <summary>Its rings have run and are all stopped; null = they run, or never ran on this connection.</summary>
    public StopSnapshot? Stop { get; init; }

    /// <summary>How often its requests had to wait in their ring (<c>requestsPerSecond</c>).</summary>
    public long RequestPauses { get; init; }

    /// <summary>Interrupts that were delivered later than they could have been (<c>interruptsPerSecond</c>).</summary>
    public long LateInterrupts { get; init; }
}

/// <summary>waiting: no front-end. connected: a front-end, rings never started. NoDriver: connected for 30 s without a started ring.
/// running: a ring runs. stopped: rings ran and are stopped (VM paused, rebooting).</summary>
public enum GuestState { Waiting, Connected, NoDriver, Running, Stopped }

/// <param name="Pid">0 = unknown.</param>
public sealed record PeerSnapshot(int Pid, string Name);

/// <param name="For">Since the last ring stopped.</param>
/// <param name="Released">Why the pins stand as <c>onRelease</c> says; null = they are held.</param>
/// <param name="WhenStopped">How long they are held at most; null = for ever.</param>
public sealed record StopSnapshot(TimeSpan For, string? Released, TimeSpan? WhenStopped);
