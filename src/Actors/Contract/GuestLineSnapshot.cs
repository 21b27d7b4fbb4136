using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Contract;

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
