using System.Buffers.Binary;
using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Virtio;

/// <summary>The driver's ring against a device that lies; the device is played by writing ring memory.</summary>
public class DriverRingSpec
{
    private const ulong Base = 0x4_0000;
    private const ulong Buffers = Base + 0x8000;
    private const ushort Size = 8;

    private readonly byte[] _ram = new byte[0x1_0000];
    private readonly GuestMemory _memory;

    public DriverRingSpec() =>
        Assert.True(GuestMemory.TryCreate([new MemoryRegion(Base, Base, 0x1_0000, 0, new ArrayBacking(_ram))], out _memory, out _));

    private DriverRing Ring(RingFeatures features = RingFeatures.None) =>
        new(_memory, RingLayout.At(Base + 3, Size, features, tableEntries: 4), Size, features);

    [Theory(DisplayName = "The parts of a layout are aligned, apart, and within it (VQ-80)")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(64)]
    [InlineData(1024)]
    public void LaysOut(int size)
    {
        for (ulong start = 0x5_0000; start < 0x5_0000 + 17; start++)
        {
            RingLayout layout = RingLayout.At(start, (ushort)size, RingFeatures.EventIdx | RingFeatures.IndirectDescriptors, 3);
            Assert.True(GuestMemory.TryCreate([new MemoryRegion(0x5_0000, 0, 0x10_0000, 0, new ArrayBacking(0x10_0000))],
                out GuestMemory memory, out _));
            Assert.Equal(RingFault.None, DeviceRing.Validate(memory, layout.Addresses, (ushort)size, RingFeatures.EventIdx));
            Assert.InRange(layout.Start, start, start + 15);
            Assert.True(layout.Tables >= layout.Addresses.Used + SplitLayout.UsedSize((ushort)size, eventIdx: true));
            Assert.Equal(layout.Tables + 16UL * 3 * (ulong)size, layout.End);
            Assert.Equal(0ul, layout.Tables % 16);
        }
    }

    [Fact(DisplayName = "The ring starts zeroed, and again after a reset, with nothing outstanding (VQ-81, VG-G-17)")]
    public void StartsZeroed()
    {
        Array.Fill(_ram, (byte)0xFF);
        DriverRing ring = Ring(RingFeatures.IndirectDescriptors);
        ulong end = RingLayout.At(Base + 3, Size, RingFeatures.IndirectDescriptors, 4).End;
        Assert.Equal(-1, _ram.AsSpan(16, (int)(end - Base) - 16).IndexOfAnyExcept((byte)0));
        Assert.Equal(0xFF, _ram[(int)(end - Base)]);

        Assert.True(ring.TryAdd([new GuestBuffer(Buffers, 8, false), new GuestBuffer(Buffers + 8, 2, true)], 0, 7, out _));
        ring.Publish();
        ring.Reset();
        Assert.Equal(-1, _ram.AsSpan(16, (int)(end - Base) - 16).IndexOfAnyExcept((byte)0));
        Assert.Equal((0, Size), (ring.Outstanding, ring.FreeDescriptors));
        Assert.Equal(CollectResult.Empty, ring.Collect(out _));
    }

    [Fact(DisplayName = "A ring outside its memory is refused with the reason")]
    public void RefusesBadPlaces()
    {
        var e = Assert.Throws<ArgumentException>(() => new DriverRing(_memory, RingLayout.At(Base + 0xff80, Size, RingFeatures.None),
            Size, RingFeatures.None));
        Assert.Contains("OutsideMemory", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new DriverRing(_memory, RingLayout.At(Base, 1024, RingFeatures.IndirectDescriptors, 4), 1024,
            RingFeatures.IndirectDescriptors));
    }

    [Fact(DisplayName = "A chain that breaks a driver's rule is our bug, and is refused before a byte is written (VQ-20, VQ-83)")]
    public void RefusesBadChains()
    {
        DriverRing ring = Ring(RingFeatures.IndirectDescriptors);
        GuestBuffer readable = new(Buffers, 8, false), writable = new(Buffers + 8, 2, true);
        byte[] before = [.. _ram];
        Assert.Throws<ArgumentException>(() => ring.TryAdd([], 0, 0, out _));
        Assert.Throws<ArgumentException>(() => ring.TryAdd([writable, readable], 2, 0, out _));
        Assert.Throws<ArgumentException>(() => ring.TryAdd([.. Enumerable.Repeat(readable, Size), writable], Size + 1, 0, out _));
        // a table has 4 entries
        Assert.Throws<ArgumentException>(() => ring.TryAdd([readable, readable, readable, readable, writable], 0, 0, out _));
        Assert.Throws<ArgumentException>(() => ring.TryAdd([readable, writable], 3, 0, out _));
        Assert.Throws<ArgumentException>(() => ring.TryAdd([new(0, uint.MaxValue, true), writable], 2, 0, out _));
        Assert.Throws<ArgumentException>(() => Ring().TryAdd([readable, writable], 0, 0, out _)); // no INDIRECT_DESC
        Assert.Equal(before, _ram);
    }

    [Fact(DisplayName = "A full ring takes no more; an indirect chain costs one descriptor, a direct one its length (VG-D-11)")]
    public void Fills()
    {
        GuestBuffer[] pair = [new(Buffers, 8, false), new(Buffers + 8, 2, true)];
        DriverRing indirect = Ring(RingFeatures.IndirectDescriptors);
        Assert.Equal(8, Enumerable.Range(0, 20).Count(i => indirect.TryAdd(pair, 0, (ulong)i, out _)));
        DriverRing direct = Ring();
        Assert.Equal(4, Enumerable.Range(0, 20).Count(i => direct.TryAdd(pair, 2, (ulong)i, out _)));
        Assert.Equal(0, direct.FreeDescriptors);
    }

    public static TheoryData<string, DriverRingFault, ushort, uint, uint> Lies => new()
    {
        { "VQ-84 used.id = N", DriverRingFault.NotOutstanding, 1, Size, 0 },
        { "VQ-84 used.id wide", DriverRingFault.NotOutstanding, 1, 0x1_0000, 0 },
        { "VQ-84 used.id = 2^32 - 1", DriverRingFault.NotOutstanding, 1, uint.MaxValue, 0 },
        { "VQ-84 the second descriptor of a chain", DriverRingFault.NotOutstanding, 1, 1, 0 },
        { "VQ-84 a free descriptor", DriverRingFault.NotOutstanding, 1, 5, 0 },
        { "VQ-84 used.len one too many", DriverRingFault.LengthTooLong, 1, 0, 3 },
        { "VQ-84 used.len huge", DriverRingFault.LengthTooLong, 1, 0, uint.MaxValue },
        { "VQ-84 used.idx ahead of what is outstanding", DriverRingFault.UsedJump, 2, 0, 2 },
        { "VQ-84 used.idx goes back", DriverRingFault.UsedJump, 65535, 0, 2 },
    };

    [Theory(DisplayName = "A lie of the device breaks the ring, and only a reset mends it (VQ-84)")]
    [MemberData(nameof(Lies))]
    public void CatchesLies(string what, DriverRingFault fault, ushort usedIndex, uint id, uint length)
    {
        Assert.NotEmpty(what);
        DriverRing ring = Ring();
        GuestBuffer[] pair = [new(Buffers, 8, false), new(Buffers + 8, 2, true)];
        ring.TryAdd(pair, 2, 7, out _);
        ring.Publish();
        Give(ring, 0, id, length, usedIndex);

        Assert.Equal(CollectResult.Fault, ring.Collect(out UsedChain used));
        Assert.Equal((default, fault), (used, ring.Fault));
        Assert.Equal(CollectResult.Fault, ring.Collect(out _));
        Assert.False(ring.HasUsed);
        Assert.False(ring.TryAdd(pair, 2, 8, out _));
        ring.Reset();
        Assert.True(ring.TryAdd(pair, 2, 8, out _));
    }

    [Fact(DisplayName = "A head given back twice is caught at the second time (VQ-84)")]
    public void CatchesDoubleReturns()
    {
        DriverRing ring = Ring();
        GuestBuffer[] pair = [new(Buffers, 8, false), new(Buffers + 8, 2, true)];
        ring.TryAdd(pair, 2, 7, out ushort first);
        ring.TryAdd(pair, 2, 8, out _);
        ring.Publish();
        Give(ring, 0, first, 2, 1);
        Assert.Equal(CollectResult.Used, ring.Collect(out UsedChain used));
        Assert.Equal(new UsedChain(first, 7, 2), used);
        Give(ring, 1, first, 2, 2);
        Assert.Equal(CollectResult.Fault, ring.Collect(out _));
        Assert.Equal(DriverRingFault.NotOutstanding, ring.Fault);
    }

    [Fact(DisplayName = "A spurious interrupt finds nothing (VQ-83)")]
    public void SpuriousInterrupt()
    {
        DriverRing ring = Ring();
        Assert.False(ring.HasUsed);
        Assert.Equal((CollectResult.Empty, DriverRingFault.None), (ring.Collect(out _), ring.Fault));
    }

    [Theory(DisplayName = "The driver kicks unless the device asked it not to; with EVENT_IDX exactly when avail_event is passed (VQ-82)")]
    [InlineData(RingFeatures.None, 0, 0, true)]
    [InlineData(RingFeatures.None, 1, 0, false)]
    [InlineData(RingFeatures.EventIdx, 1, 0, true)] // bit 0 of used.flags means nothing then
    [InlineData(RingFeatures.EventIdx, 0, 2, true)] // in the middle of the batch of three
    [InlineData(RingFeatures.EventIdx, 0, 3, false)]
    [InlineData(RingFeatures.EventIdx, 0, 65535, false)]
    public void Kicks(RingFeatures features, int usedFlags, int availEvent, bool expected)
    {
        DriverRing ring = Ring(features);
        Assert.True(_memory.TryStore16(ring.Addresses.Used, (ushort)usedFlags));
        Assert.True(_memory.TryStore16(ring.Addresses.Used + SplitLayout.AvailEvent(Size), (ushort)availEvent));
        for (int i = 0; i < 3; i++) Assert.True(ring.TryAdd([new GuestBuffer(Buffers, 2, true)], 1, 0, out _));
        Assert.Equal(expected, ring.Publish());
        Assert.False(ring.Publish()); // nothing new
    }

    private void Give(DriverRing ring, int slot, uint id, uint length, ushort usedIndex)
    {
        byte[] element = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(element, id);
        BinaryPrimitives.WriteUInt32LittleEndian(element.AsSpan(4), length);
        Assert.True(_memory.TryWrite(ring.Addresses.Used + SplitLayout.Entries + 8UL * (ulong)slot, element));
        Assert.True(_memory.TryStore16(ring.Addresses.Used + SplitLayout.Index, usedIndex));
    }
}
