using System.Collections.Immutable;
using System.Threading.Channels;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Rules.Pulses;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Control;

/// <summary>A running hub as the control socket sees it: snapshots, stimuli and events. Thread-safe; never blocks a reactor.</summary>
public interface IHub
{
    /// <summary>The plan in force; names and addresses resolve against it.</summary>
    RigPlan Plan { get; }

    Task<HubSnapshot> SnapshotAsync(CancellationToken cancel);

    /// <summary>One chip with its lines; null when the plan in force has no chip of that id. By default out of the whole
    /// snapshot.</summary>
    async Task<ChipSnapshot?> ChipAsync(string id, CancellationToken cancel) =>
        (await SnapshotAsync(cancel)).Chips.FirstOrDefault(chip => chip.Id == id);

    /// <summary>One guest; null when the plan in force has no guest of that id. By default out of the whole snapshot.</summary>
    async Task<GuestSnapshot?> GuestAsync(string id, CancellationToken cancel) =>
        (await SnapshotAsync(cancel)).Guests.FirstOrDefault(guest => guest.Id == id);

    /// <summary>Grows with each plan that comes into force, from 1.</summary>
    long Generation => 1;

    /// <summary>What would change and what would be refused if a plan were applied now.</summary>
    Task<ApplyResult> DiffAsync(RigPlan plan, CancellationToken cancel) => throw new NotSupportedException();

    /// <summary>Puts another plan in force, as the difference to the present one; or changes nothing.</summary>
    /// <param name="ifGeneration">Only if this is the generation in force; null = whatever is.</param>
    Task<ApplyResult> ApplyAsync(RigPlan plan, long? ifGeneration, CancellationToken cancel) => throw new NotSupportedException();

    /// <summary>Sets or withdraws the stimulus of a chip line.</summary>
    /// <param name="level">true/false = drive active/inactive; null = withdraw (<c>z</c>).</param>
    Task<SetResult> SetAsync(ChipLineAddress line, bool? level, CancellationToken cancel);

    /// <summary>Puts a fault between a net and its readers, or between a chip and its device. It ends when it is cleared, or with the
    /// hub.</summary>
    /// <param name="target">An address that the plan has.</param>
    Task<FaultResult> AddFaultAsync(FaultTarget target, FaultOrder order, CancellationToken cancel);

    /// <summary>Every active fault, in the order in which they were added.</summary>
    Task<ImmutableArray<FaultSnapshot>> FaultsAsync(CancellationToken cancel);

    /// <summary>Ends a fault: readers see the net as it is, and the device is asked again.</summary>
    /// <param name="number">null = all.</param>
    /// <returns>How many there were.</returns>
    Task<int> ClearFaultAsync(int? number, CancellationToken cancel);

    /// <summary>Drives a line as <see cref="SetAsync"/>, for a while. The pulse ends by itself, whatever happens to the caller.</summary>
    Task<PulseResult> PulseAsync(ChipLineAddress line, PulseOrder order, CancellationToken cancel);

    /// <summary>Ends the pulse of a line, if there is one; the stimulus is then what it was before.</summary>
    Task EndPulseAsync(ChipLineAddress line, CancellationToken cancel);

    /// <summary>Subscribes to edges and contentions of the given lines. The first event of each line is its present level
    /// (<see cref="LineEventKind.Snapshot"/>), taken at the instant in which the subscription starts, so that no event is lost
    /// between.</summary>
    /// <param name="capacity">Events kept for a slow reader; beyond it events are dropped and counted in
    /// <see cref="LineEvent.LostBefore"/>.</param>
    ValueTask<IEventSubscription> SubscribeAsync(IReadOnlyCollection<ChipLineAddress> lines, int capacity, CancellationToken cancel);
}

/// <summary>A live stream of edges; dispose ends it.</summary>
public interface IEventSubscription : IAsyncDisposable
{
    ChannelReader<LineEvent> Events { get; }
}

/// <summary>OtherGeneration: the generation in force is not the one that the caller named. RolledBack: a chip or a socket refused, and
/// everything is as before.</summary>
public enum ApplyStatus { Applied, OtherGeneration, RolledBack }

/// <param name="Generation">The generation in force.</param>
/// <param name="Changes">For a person: what has changed, or would.</param>
/// <param name="Refused">For a person: what the plan asks for and does not get now, each with its reason.</param>
/// <param name="Detail">Why nothing has changed; empty when applied.</param>
public sealed record ApplyResult(ApplyStatus Status, long Generation, ImmutableArray<string> Changes,
    ImmutableArray<string> Refused, string Detail);

public enum LineEventKind
{
    Snapshot,
    Rising,
    Falling,

    /// <summary>Somebody wanted to drive an exclusive line that another drives, and was refused; the level has not changed.</summary>
    Contention,
}

/// <summary>One edge of a net, a contention on it, or its level when the subscription began.</summary>
/// <param name="Seq">Grows by one per event of the hub; a gap is a loss.</param>
/// <param name="Ns">CLOCK_MONOTONIC, nanoseconds.</param>
/// <param name="Level">As readers see it.</param>
/// <param name="Cause">Who changed the level, or wanted to drive: <c>stimulus</c>, <c>guest ivi</c>, <c>hardware</c>, <c>fault</c>.</param>
/// <param name="LostBefore">Events dropped just before this one because the reader was slow.</param>
public sealed record LineEvent(long Seq, ChipLineAddress Line, LineEventKind Kind, bool Level, long Ns, string Cause, long LostBefore)
{
    /// <summary>Contention: who drives, as <see cref="Cause"/>; else null.</summary>
    public string? Holder { get; init; }
}

/// <param name="ConfigPath">The file in force.</param>
/// <param name="Generation">Grows with each applied configuration, from 1.</param>
public sealed record HubSnapshot(
    string Version,
    string ConfigPath,
    long Generation,
    long UptimeNs,
    ImmutableArray<ChipSnapshot> Chips,
    ImmutableArray<GuestSnapshot> Guests);

public enum ChipState { Absent, Opening, Up, Failing }

public sealed record ChipSnapshot(
    string Id,
    ChipDriverKind Driver,
    ChipState State,
    long Restarts,
    string? LastError,
    ImmutableArray<LineSnapshot> Lines)
{
    /// <summary>gpiochip: the device's label, as gpiodetect shows it; null until it has been open.</summary>
    public string? Label { get; init; }

    /// <summary>gpiochip: the device's path; null until it has been open.</summary>
    public string? Path { get; init; }
}

public enum DriverKind { Stimulus, Guest, Idle, Hardware, Fault }

/// <param name="Kind">Fault: a stuck or open line; the fault drives what readers see, not the pin.</param>
/// <param name="Who">The id of the guest or the fault; "" otherwise.</param>
public sealed record DriverSnapshot(DriverKind Kind, string Who, bool Level);

/// <param name="Irq">Interrupt type this reader has enabled.</param>
public sealed record ReaderSnapshot(string Guest, int Line, string Name, LineAccess Access, IrqType Irq, bool Masked, bool Latched);

/// <summary>A chip line (= a net) at one instant.</summary>
/// <param name="Index">Its place in <see cref="ChipPlan.Lines"/>.</param>
/// <param name="Offset">Its number on the chip; null while a gpiochip's line is known by name only.</param>
/// <param name="Level">The logical level as readers see it: the resolved one, unless a fault lies between.</param>
/// <param name="Edges">Level changes since the hub started.</param>
/// <param name="Lost">Edges that the chip reported lost.</param>
public sealed record LineSnapshot(
    string Chip,
    int Index,
    int? Offset,
    string? Name,
    bool Level,
    Bias Bias,
    bool ActiveLow,
    ResolveRule Resolve,
    ControlAccess Control,
    ImmutableArray<DriverSnapshot> Drivers,
    ImmutableArray<ReaderSnapshot> Readers,
    long Edges,
    long Lost)
{
    /// <summary>How often one driver was refused because another drives.</summary>
    public long Contentions { get; init; }

    /// <summary>gpiochip: why the line cannot be used: no such line, held by another; null = nothing is wrong.</summary>
    public string? Problem { get; init; }
}

/// <summary>waiting: no front-end. connected: a front-end, rings never started. NoDriver: connected for 30 s without a started ring.
/// running: a ring runs. stopped: rings ran and are stopped (VM paused, rebooting).</summary>
public enum GuestState { Waiting, Connected, NoDriver, Running, Stopped }

/// <param name="Pid">0 = unknown.</param>
public sealed record PeerSnapshot(int Pid, string Name);

/// <param name="Index">0 = requestq, 1 = eventq.</param>
/// <param name="State">stopped, started (kick seen, not enabled), running, broken.</param>
/// <param name="Malformed">Chains or buffers refused since the hub began to serve the guest.</param>
public sealed record RingSnapshot(int Index, string State, int Size, int LastAvail, int Used, int InFlight, long Completed, long Malformed)
{
    /// <summary>Why a ring that was set up does not run, in words; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>Chains in flight when an earlier hub ended that this one could not find (VU-48).</summary>
    public int Lost { get; init; }
}

/// <summary>One guest line, as its <c>LineState</c> has it.</summary>
/// <param name="Value">Stored output value.</param>
/// <param name="Level">Level of the net as readers see it; null for a spare slot.</param>
/// <param name="Irq">Enabled type.</param>
/// <param name="Pending">An enable waits for its chip.</param>
/// <param name="Edges">Matching edges seen while enabled.</param>
/// <param name="Delivered">VALID buffers returned.</param>
/// <param name="Coalesced">Edges that fell into a latch already set, or were delivered together.</param>
/// <param name="Invalid">INVALID buffers returned.</param>
/// <param name="Errors">Requests answered ERR.</param>
public sealed record GuestLineSnapshot(
    int Line,
    string Name,
    ChipLineAddress? From,
    LineAccess Access,
    OnRelease OnRelease,
    GpioDirection Direction,
    bool Value,
    bool? Level,
    IrqType Irq,
    bool Pending,
    IrqBufferState Buffer,
    bool Latched,
    bool Diverged,
    long Requests,
    long Edges,
    long Delivered,
    long Coalesced,
    long Invalid,
    long Errors)
{
    /// <summary>Of the requests answered ERR the last, with its reason; null = none.</summary>
    public ErrorSnapshot? LastError { get; init; }

    /// <summary>The interrupt was refused, and the driver has queued a buffer all the same: no event comes until it asks anew.</summary>
    public bool Unheeded { get; init; }
}

/// <summary>A request that was answered ERR.</summary>
/// <param name="Text">The request and the reason, for a person.</param>
/// <param name="AgoNs">How long ago, nanoseconds.</param>
public sealed record ErrorSnapshot(string Text, long AgoNs);

/// <param name="For">Since the last ring stopped.</param>
/// <param name="Released">Why the pins stand as <c>onRelease</c> says; null = they are held.</param>
/// <param name="WhenStopped">How long they are held at most; null = for ever.</param>
public sealed record StopSnapshot(TimeSpan For, string? Released, TimeSpan? WhenStopped);

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
