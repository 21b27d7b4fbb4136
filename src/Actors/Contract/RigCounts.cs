using System.Collections.Immutable;

namespace GpioHub.Actors.Contract;

/// <summary>What a running hub has counted: numbers only, so that asking for them costs its reactors next to nothing.</summary>
/// <remarks>Every count begins with the hub, or with its chip or guest if that came later. A guest that gets other lines counts anew what
/// its lines count.</remarks>
/// <param name="Generation">Of the configuration in force.</param>
/// <param name="Reactors">By number.</param>
public sealed record RigCounts(
    long Generation, ImmutableArray<ReactorCounts> Reactors, ImmutableArray<ChipCounts> Chips, ImmutableArray<GuestCounts> Guests);

/// <param name="Turns">Rounds of intake, work and flush.</param>
/// <param name="WakeUps">Posts of other threads that had to wake it.</param>
public sealed record ReactorCounts(long Turns, long WakeUps);

/// <param name="Restarts">Times the device was lost.</param>
/// <param name="LastError">null = it has had none.</param>
/// <param name="Edges">Level changes of all its lines, as readers see them.</param>
/// <param name="Lost">Edges of which the kernel told only their number.</param>
/// <param name="Contentions">How often one driver of a line kept another from driving.</param>
/// <param name="Faults">Injected faults that are active now.</param>
/// <param name="Lines">Empty unless they were asked for.</param>
public sealed record ChipCounts(
    string Id,
    ChipState State,
    string? LastError,
    long Restarts,
    long Edges,
    long Lost,
    long Contentions,
    int Faults,
    ImmutableArray<LineCounts> Lines);

/// <summary>One chip line. A device is not asked for its level: it is the level that the hub knows.</summary>
/// <param name="Line">Its name, or its number if it has none.</param>
public sealed record LineCounts(string Line, bool Level, long Edges);

/// <param name="Connections">Front-ends that have connected.</param>
/// <param name="Errors">Requests answered ERR.</param>
/// <param name="Malformed">Chains of the requestq and buffers of the eventq that were refused.</param>
/// <param name="Delivered">Interrupts: buffers that went back VALID.</param>
/// <param name="Coalesced">Edges that shared an interrupt with another.</param>
/// <param name="Invalid">Buffers that went back INVALID.</param>
/// <param name="Latched">Lines with an interrupt that waits until it is unmasked.</param>
/// <param name="RequestPauses">How often requests waited because of <c>requestsPerSecond</c>.</param>
/// <param name="LateInterrupts">Interrupts that waited because of <c>interruptsPerSecond</c>.</param>
/// <param name="Latency">From the edge until the call descriptor was written: how many interrupts in each class of
/// <see cref="Rules.Lines.LatencyBuckets"/>.</param>
/// <param name="LatencySumNs">All latencies together, nanoseconds.</param>
public sealed record GuestCounts(
    string Id,
    GuestState State,
    long Connections,
    long Requests,
    long Errors,
    ImmutableArray<long> Malformed,
    long Delivered,
    long Coalesced,
    long Invalid,
    int Latched,
    long RequestPauses,
    long LateInterrupts,
    ImmutableArray<long> Latency,
    long LatencySumNs)
{
    /// <summary>Why no front-end can reach its socket; null = one can.</summary>
    public string? SocketProblem { get; init; }
}
