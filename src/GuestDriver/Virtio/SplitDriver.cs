using System.Buffers.Binary;
using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.Virtio;

/// <summary>The driver's side of a split ring. Source: virtio v1.2 §2.7.</summary>
internal sealed class SplitDriver(GuestMemory memory, RingLayout layout, ushort size, RingFeatures features)
    : DriverSide(memory, layout, size, features)
{
    private ushort _avail;
    private ushort _published;
    private ushort _nextUsed;

    public override bool HasUsed => Load(At.Used + SplitLayout.Index) != _nextUsed;

    private ulong UsedEvent => At.Avail + SplitLayout.UsedEvent(Size);

    public override void Reset()
    {
        base.Reset();
        (_avail, _published, _nextUsed) = (0, 0, 0);
    }

    public override ushort Add(ReadOnlySpan<GuestBuffer> buffers, int direct, int needed, uint writable, ulong token)
    {
        ushort head = Free, index = head;
        int inTable = buffers.Length - direct;
        if (inTable > 0) FillTable(head, buffers[direct..]);
        for (int i = 0; i < needed; i++)
        {
            bool last = i == needed - 1;
            ushort next = After(index);
            Descriptor descriptor = i < direct
                ? Describe(buffers[i], next, last)
                : new Descriptor(Table(head), (uint)inTable * SplitLayout.DescriptorSize, DescriptorBits.Indirect, 0);
            WriteDescriptor(At.Descriptors, index, descriptor);
            if (!last) index = next;
        }

        Take(head, index, needed, writable, token);
        Store(At.Avail + SplitLayout.Entries + 2UL * (ulong)(_avail & (Size - 1)), head);
        _avail++;
        return head;
    }

    public override bool Publish()
    {
        ushort before = _published;
        if (before == _avail) return false;
        Store(At.Avail + SplitLayout.Index, _avail); // release
        _published = _avail;
        Interlocked.MemoryBarrier(); // store → load: avail.idx before the device's wish
        if (EventIdx) return SplitLayout.Crossed(before, _avail, Load(At.Used + SplitLayout.AvailEvent(Size)));
        return (Load(At.Used + SplitLayout.Flags) & SplitLayout.NoNotify) == 0;
    }

    public override CollectResult Collect(out UsedChain used)
    {
        used = default;
        ushort index = Load(At.Used + SplitLayout.Index); // acquire
        if (index == _nextUsed) return CollectResult.Empty;
        if ((ushort)(index - _nextUsed) > Outstanding) return Broken(DriverRingFault.UsedJump);

        Span<byte> element = stackalloc byte[SplitLayout.UsedElementSize];
        ulong at = At.Used + SplitLayout.Entries + SplitLayout.UsedElementSize * (ulong)(_nextUsed & (Size - 1));
        Reached(Memory.TryRead(at, element));
        uint id = BinaryPrimitives.ReadUInt32LittleEndian(element);
        CollectResult result = Accept(id, BinaryPrimitives.ReadUInt32LittleEndian(element[4..]), out used);
        if (result == CollectResult.Used) _nextUsed++;
        return result;
    }

    public override void DisableInterrupts()
    {
        if (EventIdx) Store(UsedEvent, (ushort)(_nextUsed - 1)); // avail.flags stays 0 (VQ-81)
        else Store(At.Avail + SplitLayout.Flags, SplitLayout.NoInterrupt);
    }

    public override void AskForInterrupts()
    {
        if (EventIdx) Store(UsedEvent, _nextUsed);
        else Store(At.Avail + SplitLayout.Flags, 0);
    }

    private void FillTable(ushort head, ReadOnlySpan<GuestBuffer> buffers)
    {
        for (int i = 0; i < buffers.Length; i++)
            WriteDescriptor(Table(head), (ushort)i, Describe(buffers[i], (ushort)(i + 1), i == buffers.Length - 1));
    }

    private static Descriptor Describe(in GuestBuffer buffer, ushort next, bool last) => new(
        buffer.Address,
        buffer.Length,
        (buffer.Writable ? DescriptorBits.Write : DescriptorBits.None) | (last ? DescriptorBits.None : DescriptorBits.Next),
        last ? (ushort)0 : next);

    private void WriteDescriptor(ulong table, ushort index, in Descriptor descriptor)
    {
        Span<byte> bytes = stackalloc byte[SplitLayout.DescriptorSize];
        descriptor.Encode(bytes);
        Reached(Memory.TryWrite(table + SplitLayout.DescriptorSize * (ulong)index, bytes));
    }
}
