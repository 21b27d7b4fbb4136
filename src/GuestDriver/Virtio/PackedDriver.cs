using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.Virtio;

/// <summary>The driver's side of a packed ring. Source: virtio v1.2 §2.8; VQ-S6.</summary>
/// <remarks>What is added is written at once, but for the flags of the first head: without them the device comes to none of
/// it.</remarks>
internal sealed class PackedDriver(GuestMemory memory, RingLayout layout, ushort size, RingFeatures features)
    : DriverSide(memory, layout, size, features), IPackedPlaces
{
    private PackedPlace _next;
    private PackedPlace _nextUsed;
    private ushort _shown;      // one word: others look at it
    private ushort _firstFlags;
    private int _added;         // descriptors that are not shown

    public override bool HasUsed => (Load(FlagsOf(_nextUsed.Slot)) & PackedLayout.UsedIn(true)) == PackedLayout.UsedIn(_nextUsed.Wrap);

    public PackedPlace Shown => PackedPlace.Decode(Volatile.Read(ref _shown));

    public override void Reset()
    {
        base.Reset();
        (_next, _nextUsed, _shown, _added) = (PackedPlace.First, PackedPlace.First, PackedPlace.First.Encoded, 0);
    }

    public override ushort Add(ReadOnlySpan<GuestBuffer> buffers, int direct, int needed, uint writable, ulong token)
    {
        ushort id = Free, head = _next.Slot;
        bool indirect = direct < buffers.Length;
        if (indirect) FillTable(id, buffers);
        ushort headFlags = 0;
        PackedPlace at = _next;
        for (int i = 0; i < needed; i++)
        {
            bool last = i == needed - 1;
            DescriptorBits bits = indirect ? DescriptorBits.Indirect : Kind(buffers[i]);
            if (!last) bits |= DescriptorBits.Next;
            var flags = (ushort)(PackedLayout.AvailableIn(at.Wrap) | (ushort)bits);
            var (address, length) = indirect
                ? (Table(id), (uint)buffers.Length * PackedLayout.DescriptorSize)
                : (buffers[i].Address, buffers[i].Length);
            // The last one alone names the buffer (VQ-32).
            var descriptor = new PackedDescriptor(address, length, last ? id : (ushort)0, flags);
            Reached(descriptor.TryWrite(Memory, At.Descriptors, at.Slot, withFlags: i > 0));
            if (i == 0) headFlags = flags;
            at = at.Plus(1, Size);
        }

        if (_added == 0) _firstFlags = headFlags;
        else Store(FlagsOf(head), headFlags);
        (_next, _added) = (at, _added + needed);
        Take(id, id, needed, writable, token);
        return id;
    }

    public override bool Publish()
    {
        if (_added == 0) return false;
        int moved = _added;
        Store(FlagsOf(Shown.Slot), _firstFlags); // release
        (_shown, _added) = (_next.Encoded, 0);
        Interlocked.MemoryBarrier(); // store → load: the flags before the device's wish
        return (Load(At.Used + PackedLayout.EventFlags) & PackedLayout.EventMask) switch // acquire: before the place
        {
            PackedLayout.Disable => false,
            PackedLayout.AtPlace when EventIdx => PackedLayout.Crossed(_next, moved, Size, Load(At.Used + PackedLayout.EventPlace)),
            _ => true, // ENABLE, or what the device may not say: a kick too many is safe
        };
    }

    public override CollectResult Collect(out UsedChain used)
    {
        used = default;
        Reached(PackedDescriptor.TryRead(Memory, At.Descriptors, _nextUsed.Slot, out PackedDescriptor given));
        if (!given.IsUsed(_nextUsed.Wrap)) return CollectResult.Empty;

        // Without WRITE the length means nothing (VQ-33).
        CollectResult result = Accept(given.Id, given.IsWritable ? given.Length : 0, out used);
        if (result == CollectResult.Used) _nextUsed = _nextUsed.Plus(DescriptorsOf(used.Head), Size);
        return result;
    }

    public override void DisableInterrupts() => Store(At.Avail + PackedLayout.EventFlags, PackedLayout.Disable);

    public override void AskForInterrupts()
    {
        if (EventIdx) Store(At.Avail + PackedLayout.EventPlace, _nextUsed.Encoded);
        Store(At.Avail + PackedLayout.EventFlags, EventIdx ? PackedLayout.AtPlace : PackedLayout.Enable);
    }

    public PackedPlace Used()
    {
        PackedPlace at = _nextUsed;
        for (int steps = Outstanding; steps > 0; steps--)
        {
            Reached(PackedDescriptor.TryRead(Memory, At.Descriptors, at.Slot, out PackedDescriptor given));
            if (!given.IsUsed(at.Wrap) || !IsOutstanding(given.Id)) break;
            at = at.Plus(DescriptorsOf(given.Id), Size);
        }

        return at;
    }

    private void FillTable(ushort id, ReadOnlySpan<GuestBuffer> buffers)
    {
        for (int i = 0; i < buffers.Length; i++)
        {
            var entry = new PackedDescriptor(buffers[i].Address, buffers[i].Length, 0, (ushort)Kind(buffers[i]));
            Reached(entry.TryWrite(Memory, Table(id), (ushort)i, withFlags: true));
        }
    }

    private static DescriptorBits Kind(in GuestBuffer buffer) => buffer.Writable ? DescriptorBits.Write : DescriptorBits.None;

    private ulong FlagsOf(ushort slot) => At.Descriptors + PackedLayout.DescriptorSize * (ulong)slot + PackedLayout.DescriptorFlags;
}
