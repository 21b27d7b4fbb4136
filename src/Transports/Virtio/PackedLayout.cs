namespace GpioHub.Transports.Virtio;

/// <summary>The offsets of a packed virtqueue's parts. Source: virtio v1.2 §2.8; VQ-S6; all fields little-endian.</summary>
/// <remarks>
/// <code>
///   descriptor 0: le64 addr 8: le32 len 12: le16 id 14: le16 flags
///   event suppression, one of the driver and one of the device 0: le16 offset:15 | wrap:1 2: le16 flags
/// </code>
/// </remarks>
public static class PackedLayout
{
    public const int DescriptorSize = 16;
    public const ulong EventSize = 4;

    public const ulong DescriptorAlignment = 16;
    public const ulong EventAlignment = 4;

    /// <summary>Offset of <c>flags</c> in a descriptor.</summary>
    public const int DescriptorFlags = 14;

    /// <summary>Offset of the place in an event suppression structure.</summary>
    public const ulong EventPlace = 0;

    /// <summary>Offset of <c>flags</c> in an event suppression structure.</summary>
    public const ulong EventFlags = 2;

    /// <summary>VIRTQ_DESC_F_AVAIL.</summary>
    public const ushort Avail = 1 << 7;

    /// <summary>VIRTQ_DESC_F_USED.</summary>
    public const ushort Used = 1 << 15;

    /// <summary>RING_EVENT_FLAGS_ENABLE, and what the reserved value 3 is taken for (VQ-72).</summary>
    public const ushort Enable = 0;

    /// <summary>RING_EVENT_FLAGS_DISABLE.</summary>
    public const ushort Disable = 1;

    /// <summary>RING_EVENT_FLAGS_DESC, with EVENT_IDX only.</summary>
    public const ushort AtPlace = 2;

    /// <summary>The bits of the flags that count.</summary>
    public const ushort EventMask = 3;

    /// <summary>SET_VRING_BASE of a ring that begins: both places at slot 0, both wrap counters 1 (VQ-36).</summary>
    public const uint FirstBase = 0x8000_8000;

    /// <summary>Bytes of the descriptor ring.</summary>
    public static ulong RingSize(ushort size) => DescriptorSize * (ulong)size;

    /// <summary>The flags of a descriptor that is available in a lap.</summary>
    public static ushort AvailableIn(bool wrap) => wrap ? Avail : Used;

    /// <summary>The flags of a descriptor that was used in a lap.</summary>
    public static ushort UsedIn(bool wrap) => (ushort)(wrap ? Avail | Used : 0);

    /// <summary>Whether going from one place to another passed the one at which the other side wants to be told (VQ-35).</summary>
    /// <param name="after">Where it stands now.</param>
    /// <param name="moved">By how many slots it has gone, 1 .. N.</param>
    /// <param name="wanted">As it is in memory: anything.</param>
    public static bool Crossed(PackedPlace after, int moved, ushort size, ushort wanted)
    {
        PackedPlace at = PackedPlace.Decode(wanted);
        ushort @event = (ushort)(at.Wrap == after.Wrap ? at.Slot : at.Slot - size);
        return SplitLayout.Crossed((ushort)(after.Slot - moved), after.Slot, @event);
    }
}

/// <summary>A place in a packed ring, on one of two laps.</summary>
/// <param name="Slot">0 .. N-1.</param>
/// <param name="Wrap">The wrap counter.</param>
public readonly record struct PackedPlace(ushort Slot, bool Wrap)
{
    private const int WrapBit = 15;

    /// <summary>Where both sides begin.</summary>
    public static readonly PackedPlace First = new(0, true);

    /// <summary>As SET_VRING_BASE and event suppression write it.</summary>
    public ushort Encoded => (ushort)(Slot | (Wrap ? 1 << WrapBit : 0));

    public static PackedPlace Decode(ushort encoded) => new((ushort)(encoded & ((1 << WrapBit) - 1)), encoded >> WrapBit != 0);

    /// <param name="count">0 .. N.</param>
    public PackedPlace Plus(int count, ushort size)
    {
        int slot = Slot + count;
        return slot < size ? new PackedPlace((ushort)slot, Wrap) : new PackedPlace((ushort)(slot - size), !Wrap);
    }

    /// <summary>Slots from here to a place that is not behind, 0 .. N; less than 0, or more than N: it is none such.</summary>
    public int To(PackedPlace later, ushort size) => later.Slot - Slot + (later.Wrap == Wrap ? 0 : size);
}
