namespace GpioHub.Transports.Virtio;

/// <summary>The offsets of a split virtqueue's parts. Source: virtio v1.2 §2.7; all fields little-endian.</summary>
/// <remarks>
/// <code>
///   descriptor 0: le64 addr 8: le32 len 12: le16 flags 14: le16 next
///   avail ring 0: le16 flags 2: le16 idx 4: le16 ring[N] 4+2N: le16 used_event
///   used ring 0: le16 flags 2: le16 idx 4: { le32 id, le32 len }[N] 4+8N: le16 avail_event
/// </code>
/// </remarks>
public static class SplitLayout
{
    /// <summary>The largest ring there may be, entries.</summary>
    public const ushort MaxSize = 32768;

    /// <summary>Most descriptors of one chain, and most entries of an indirect table. Our limit: it bounds what one chain may cost
    /// (VQ-03).</summary>
    public const ushort MaxChain = 1024;

    public const int DescriptorSize = 16;
    public const int UsedElementSize = 8;

    public const ulong DescriptorAlignment = 16;
    public const ulong AvailAlignment = 2;
    public const ulong UsedAlignment = 4;

    /// <summary>Offset of <c>flags</c> in the avail and in the used ring.</summary>
    public const ulong Flags = 0;

    /// <summary>Offset of <c>idx</c> in the avail and in the used ring.</summary>
    public const ulong Index = 2;

    /// <summary>Offset of <c>ring[0]</c> in the avail and in the used ring.</summary>
    public const ulong Entries = 4;

    /// <summary>VIRTQ_AVAIL_F_NO_INTERRUPT.</summary>
    public const ushort NoInterrupt = 1;

    /// <summary>VIRTQ_USED_F_NO_NOTIFY.</summary>
    public const ushort NoNotify = 1;

    /// <summary>Offset of <c>used_event</c> in the avail ring.</summary>
    public static ulong UsedEvent(ushort size) => Entries + 2UL * size;

    /// <summary>Offset of <c>avail_event</c> in the used ring.</summary>
    public static ulong AvailEvent(ushort size) => Entries + UsedElementSize * (ulong)size;

    /// <summary>Bytes of the descriptor table.</summary>
    public static ulong DescriptorTableSize(ushort size) => DescriptorSize * (ulong)size;

    /// <summary>Bytes of the avail ring; <c>used_event</c> is there only with EVENT_IDX.</summary>
    public static ulong AvailSize(ushort size, bool eventIdx) => UsedEvent(size) + (eventIdx ? 2UL : 0);

    /// <summary>Bytes of the used ring; <c>avail_event</c> is there only with EVENT_IDX.</summary>
    public static ulong UsedSize(ushort size, bool eventIdx) => AvailEvent(size) + (eventIdx ? 2UL : 0);

    /// <summary>vring_need_event: true if moving an index from <paramref name="before"/> to <paramref name="after"/> passed
    /// <paramref name="event"/> (VQ-11).</summary>
    public static bool Crossed(ushort before, ushort after, ushort @event) =>
        (ushort)(after - @event - 1) < (ushort)(after - before);
}
