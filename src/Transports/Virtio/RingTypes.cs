namespace GpioHub.Transports.Virtio;

/// <summary>Guest physical addresses of the three parts of a ring.</summary>
/// <param name="Descriptors">Descriptor table, packed: descriptor ring; 16-byte aligned.</param>
/// <param name="Avail">Available ring, 2-byte aligned; packed: the driver's event suppression, 4-byte aligned.</param>
/// <param name="Used">Used ring, packed: the device's event suppression; 4-byte aligned.</param>
public readonly record struct RingAddresses(ulong Descriptors, ulong Avail, ulong Used);

/// <summary>The feature bits that change how a ring works; no other feature bit concerns it.</summary>
[Flags]
public enum RingFeatures
{
    None = 0,

    /// <summary>VIRTIO_F_INDIRECT_DESC (28).</summary>
    IndirectDescriptors = 1,

    /// <summary>VIRTIO_F_EVENT_IDX (29).</summary>
    EventIdx = 2,

    /// <summary>VIRTIO_F_RING_PACKED (34).</summary>
    Packed = 4,
}

/// <summary>How the driver of a ring that starts stands to what the ring was before.</summary>
[Flags]
public enum RingPast
{
    /// <summary>It begins: what the ring was before means nothing.</summary>
    None = 0,

    /// <summary>The same driver goes on: chains in flight at the last stop are fetched again, answers that were not published are
    /// published.</summary>
    GoesOn = 1,

    /// <summary>Chains may stay in flight however many others are returned meanwhile (the eventq).</summary>
    HoldsLong = 2,

    /// <summary>The front-end has not said anew where the ring is: it starts only if memory shows it as it was left.</summary>
    NotSetUpAnew = 4,
}

public enum RingState
{
    /// <summary>Never started, or stopped: no byte of guest memory is touched.</summary>
    Stopped,

    Running,

    /// <summary>The guest broke the ring (class Q of VQ-S9): it is not touched until it is stopped and started again.</summary>
    Broken,
}

/// <summary>The name of one fetch of one chain: a completion counts only if it names this fetch.</summary>
/// <param name="Head">Index of the chain's first descriptor, 0 .. N-1.</param>
/// <param name="Serial">Unique per fetch on this ring, never 0; so <c>default</c> names no fetch.</param>
public readonly record struct Ticket(ushort Head, uint Serial);

/// <summary>A response of at most two bytes: every virtio-gpio answer except the name block.</summary>
/// <param name="Length">Bytes to write, 0 .. 2.</param>
public readonly record struct ShortResponse(byte First, byte Second, byte Length)
{
    /// <summary>A response of no bytes; used.len is 0.</summary>
    public static ShortResponse Empty => default;
}

/// <summary>What <see cref="DeviceRing.Fetch"/> found.</summary>
public enum FetchResult
{
    /// <summary>Nothing up to the given index, or the ring is not running.</summary>
    Empty,

    /// <summary>A chain, now in flight: see <see cref="DeviceRing.Current"/>.</summary>
    Chain,

    /// <summary>The ring is broken: see <see cref="DeviceRing.Fault"/>.</summary>
    Fault,
}

/// <summary>What <see cref="DeviceRing.Flush"/> did.</summary>
public enum FlushResult
{
    /// <summary>Nothing was staged, or the ring is not running.</summary>
    Nothing,

    /// <summary>Published; the driver asked not to be signalled.</summary>
    Published,

    /// <summary>Published; signal the call descriptor now.</summary>
    Notify,

    /// <summary>The ring broke: see <see cref="DeviceRing.Fault"/>. Nothing was published.</summary>
    Fault,
}

/// <summary>One chain in flight.</summary>
/// <param name="Line">Line it was assigned to; -1 while undispatched.</param>
/// <param name="FetchedNs">Time given to <see cref="DeviceRing.Fetch"/>, nanoseconds.</param>
public readonly record struct InFlightChain(Ticket Ticket, int Line, long FetchedNs);

/// <summary>Ring indices as they stand in guest memory before a start; they tell a new driver session from a resumed one (VU-47,
/// VU-47a).</summary>
/// <param name="LastUsedElementIsZero">used.ring[N-1] is all zero: it was never written in this session.</param>
public readonly record struct RingPeek(ushort AvailIndex, ushort UsedIndex, bool LastUsedElementIsZero);
