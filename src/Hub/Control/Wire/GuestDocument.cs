namespace GpioHub.Hub.Control.Wire;

/// <summary>One guest: its session, its rings, and the state of each of its lines.</summary>
/// <param name="State">waiting, connected, no-driver, running, stopped.</param>
/// <param name="Irq">VIRTIO_GPIO_F_IRQ acknowledged; null before the front-end has said.</param>
/// <param name="Features">Acknowledged feature bits, hexadecimal with 0x.</param>
/// <param name="PendingSlots">The number of lines that it gets when its driver reads its device anew; null = it keeps its lines.</param>
/// <param name="Stopped">Its rings have run and are stopped, and what that means for its pins; null = they run, or never ran.</param>
/// <param name="RequestPauses">How often its requests had to wait in their ring (requestsPerSecond).</param>
/// <param name="LateInterrupts">Interrupts that were delivered later than they could have been (interruptsPerSecond).</param>
/// <param name="SocketProblem">Why no front-end can reach the socket; null = one can.</param>
/// <param name="LastError">Of the requests that name no line and were answered ERR the last; null = none.</param>
/// <param name="Armed">Lines whose interrupt is enabled and whose buffer the hub holds: the next edge interrupts.</param>
internal sealed record GuestDocument(
    string Id,
    string Socket,
    string State,
    PeerDocument? Peer,
    bool? Irq,
    string Features,
    string ProtocolFeatures,
    int Slots,
    int Armed,
    long Requests,
    long Interrupts,
    long Errors,
    long Sessions,
    IReadOnlyList<RingDocument> Rings,
    IReadOnlyList<GuestLineDocument> Lines,
    int? PendingSlots = null,
    long RequestPauses = 0,
    long LateInterrupts = 0,
    ErrorDocument? LastError = null,
    StoppedDocument? Stopped = null,
    string? SocketProblem = null);

/// <summary>A request that was answered ERR.</summary>
/// <param name="Text">The request and the reason, for a person.</param>
/// <param name="AgoNs">How long ago.</param>
internal sealed record ErrorDocument(string Text, string AgoNs);


/// <summary>How a guest's pins stand while its rings are stopped.</summary>
/// <param name="Seconds">Since the last ring stopped.</param>
/// <param name="Pins">held, or released: they stand as onRelease says.</param>
/// <param name="Why">Why they are released; null = they are held.</param>
/// <param name="WhenStopped"><c>hold</c>, or the time for which they are held at most, such as <c>500ms</c>.</param>
internal sealed record StoppedDocument(double Seconds, string Pins, string? Why, string WhenStopped);

/// <summary>The process at the other end of a guest's socket.</summary>
/// <param name="Pid">0 = unknown.</param>
internal sealed record PeerDocument(int Pid, string Name);

/// <summary>One virtqueue. Source: virtio v1.2 §5.18.2.</summary>
/// <param name="Name">requestq or eventq.</param>
/// <param name="Reason">Why a ring that was set up does not run; null otherwise.</param>
/// <param name="Lost">Chains in flight when an earlier hub ended that this one could not find.</param>
/// <param name="LastAvail">Next entry of the avail ring that will be read, modulo 65536.</param>
internal sealed record RingDocument(
    int Index,
    string Name,
    string State,
    int Size,
    int LastAvail,
    int Used,
    int InFlight,
    long Completed,
    long Malformed,
    string? Reason,
    int Lost);

/// <summary>One line of a guest's device.</summary>
/// <param name="From">Address of its chip line; null = a spare slot.</param>
/// <param name="Value">Stored output value.</param>
/// <param name="Level">Level of the net as readers see it; null for a spare slot.</param>
/// <param name="Irq">Enabled type: none, rising, falling, both, level-high, level-low.</param>
/// <param name="LastError">The last request answered ERR; null = none.</param>
/// <param name="Unheeded">The interrupt was refused, and the driver has queued a buffer all the same: no event comes.</param>
/// <param name="Buffer">The eventq buffer of this line: none, held, parked.</param>
internal sealed record GuestLineDocument(
    int Line,
    string Name,
    string? From,
    string Access,
    string OnRelease,
    string Direction,
    int Value,
    int? Level,
    string Irq,
    bool Pending,
    string Buffer,
    bool Latched,
    bool Diverged,
    long Requests,
    long Edges,
    long Delivered,
    long Coalesced,
    long Invalid,
    long Errors,
    ErrorDocument? LastError = null,
    bool Unheeded = false);
