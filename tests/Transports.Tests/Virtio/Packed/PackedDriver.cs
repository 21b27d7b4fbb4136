using System.Buffers.Binary;
using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.Transports.Tests.Virtio.Packed;

/// <summary>A driver of a packed ring that writes descriptors by hand, as the specification says or otherwise (VQ-S6). It shares nothing
/// with the device but the layout.</summary>
public sealed class PackedDriver
{
    public const ulong Base = 0x1_0000, Bytes = 0x10_0000;
    public const ulong Request = Base + 0x8_8000, Response = Base + 0x9_0000, Table = Base + 0xA_0000;
    public static readonly RingAddresses At = new(Base, Base + 0x8_0000, Base + 0x8_1000);

    private const ushort Avail = 1 << 7, Used = 1 << 15;

    private readonly Dictionary<ushort, int> _slotsOf = [];
    private int _next;
    private bool _wrap = true;
    private int _nextUsed;
    private bool _usedWrap = true;

    /// <param name="firstSlots">So many slots of the ring are in a region of their own; 0 = all memory is one.</param>
    public PackedDriver(ushort size, RingFeatures features = RingFeatures.IndirectDescriptors, int firstSlots = 0)
    {
        const ulong User = 0x7f00_0000_0000;
        (Size, Features) = (size, features | RingFeatures.Packed);
        Backing = new RecordingBacking(new byte[Bytes]);
        ulong cut = 16UL * (ulong)firstSlots;
        MemoryRegion[] regions = [new(Base + cut, User + cut, Bytes - cut, cut, Backing)];
        if (cut > 0) regions = [new(Base, User, cut, 0, Backing), .. regions];
        Assert.True(GuestMemory.TryCreate(regions, out var memory, out string error), error);
        Memory = memory;
    }

    public ushort Size { get; }

    public RingFeatures Features { get; }

    public GuestMemory Memory { get; }

    /// <summary>What lies behind <see cref="Memory"/>, from <see cref="Base"/> on.</summary>
    public RecordingBacking Backing { get; }

    public DeviceRing Device { get; } = new();

    /// <summary>Where the next descriptor goes, as the event structure writes it.</summary>
    public ushort NextPlace => (ushort)(_next | (_wrap ? 1 << 15 : 0));

    public RingFault Start(uint start = PackedLayout.FirstBase, RingPast past = RingPast.None) =>
        Device.TryStart(Memory, At, Size, start, Features, past);

    public PackedDriver Started()
    {
        Assert.Equal(RingFault.None, Start());
        return this;
    }

    /// <summary>Offers a list: its descriptors in ring order, the head's flags last.</summary>
    /// <param name="buffers">Address, length, and the flags NEXT, WRITE, INDIRECT; NEXT is added to all but the last.</param>
    public void Offer(ushort id, params (ulong Address, uint Length, DescriptorBits Bits)[] buffers)
    {
        int head = _next;
        ushort headFlags = 0;
        for (int i = 0; i < buffers.Length; i++)
        {
            var (address, length, bits) = buffers[i];
            if (i < buffers.Length - 1) bits |= DescriptorBits.Next;
            ushort flags = (ushort)((ushort)bits | (_wrap ? Avail : Used));
            Body(_next, address, length, id);
            if (i == 0) headFlags = flags;
            else Flags(_next, flags);
            if (++_next == Size) (_next, _wrap) = (0, !_wrap);
        }

        _slotsOf[id] = buffers.Length;
        Flags(head, headFlags);
    }

    /// <summary>A request of 8 readable and 2 writable bytes: two descriptors. Its answer goes behind <see cref="Response"/>, 16 bytes for
    /// each id.</summary>
    public void OfferRequest(ushort id, ulong bytes = 0)
    {
        Span<byte> request = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(request, bytes);
        Write(Request + 16UL * id, request);
        Offer(id, (Request + 16UL * id, 8, DescriptorBits.None), (ResponseOf(id), 2, DescriptorBits.Write));
    }

    /// <summary>The same as one indirect descriptor.</summary>
    public void OfferIndirect(ushort id, ulong bytes = 0)
    {
        Span<byte> request = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(request, bytes);
        Write(Request + 16UL * id, request);
        TableEntry(TableOf(id), 0, Request + 16UL * id, 8, DescriptorBits.None);
        TableEntry(TableOf(id), 1, ResponseOf(id), 2, DescriptorBits.Write);
        Offer(id, (TableOf(id), 32, DescriptorBits.Indirect));
    }

    public static ulong ResponseOf(ushort id) => Response + 16UL * id;

    public static ulong TableOf(ushort id) => Table + 32UL * id;

    public void TableEntry(ulong table, int index, ulong address, uint length, DescriptorBits bits)
    {
        Span<byte> entry = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(entry, address);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], length);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[14..], (ushort)bits);
        Write(table + 16UL * (ulong)index, entry);
    }

    /// <summary>Takes back what the device has given back next; null: nothing.</summary>
    public (ushort Id, uint Length, bool Written)? Collect()
    {
        var slot = Slot(_nextUsed);
        ushort owner = (ushort)(slot.Flags & (Avail | Used));
        if (owner != (_usedWrap ? Avail | Used : 0)) return null;
        Assert.True(_slotsOf.Remove(slot.Id, out int slots), $"id {slot.Id} is not outstanding");
        _nextUsed += slots;
        if (_nextUsed >= Size) (_nextUsed, _usedWrap) = (_nextUsed - Size, !_usedWrap);
        return (slot.Id, slot.Length, (slot.Flags & (ushort)DescriptorBits.Write) != 0);
    }

    public (ulong Address, uint Length, ushort Id, ushort Flags) Slot(int index)
    {
        byte[] bytes = Read(At.Descriptors + 16UL * (ulong)index, 16);
        return (BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8)),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(12)), BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(14)));
    }

    public void Flags(int slot, ushort flags) =>
        Assert.True(Memory.TryStore16(At.Descriptors + 16UL * (ulong)slot + 14, flags));

    public void Body(int slot, ulong address, uint length, ushort id)
    {
        Span<byte> bytes = stackalloc byte[14];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, address);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[12..], id);
        Write(At.Descriptors + 16UL * (ulong)slot, bytes);
    }

    /// <summary>What the driver says of being told.</summary>
    public void Want(ushort place, ushort flags)
    {
        Assert.True(Memory.TryStore16(At.Avail, place));
        Assert.True(Memory.TryStore16(At.Avail + 2, flags));
    }

    /// <summary>What the device says of being kicked.</summary>
    public (ushort Place, ushort Flags) Kicks()
    {
        byte[] bytes = Read(At.Used, 4);
        return (BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(2)));
    }

    public Ticket Take()
    {
        Assert.Equal(FetchResult.Chain, Device.Fetch(Device.ReadAvail(), nowNs: 0));
        return Device.Current.Ticket;
    }

    public ulong RequestOfCurrent()
    {
        Span<byte> bytes = stackalloc byte[8];
        Assert.Equal(8, Device.Current.CopyReadable(bytes));
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    public byte[] Read(ulong address, int length)
    {
        byte[] bytes = new byte[length];
        Assert.True(Memory.TryRead(address, bytes));
        return bytes;
    }

    public void Write(ulong address, ReadOnlySpan<byte> bytes) => Assert.True(Memory.TryWrite(address, bytes));
}
