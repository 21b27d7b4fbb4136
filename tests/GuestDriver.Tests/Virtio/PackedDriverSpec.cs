using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Virtio;

/// <summary>What the driver writes into a packed ring and when, and what it does about a device that lies.</summary>
public class PackedDriverSpec
{
    private const ushort Size = 5;

    [Theory(DisplayName = "The parts of a packed layout are aligned, apart, and within it, for any size (VQ-80)")]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(1000)]
    [InlineData(32768)]
    public void LaysOut(int size)
    {
        Assert.True(GuestMemory.TryCreate([new MemoryRegion(0x5_0000, 0, 0x40_0000, 0, new ArrayBacking(0x40_0000))],
            out GuestMemory memory, out _));
        for (ulong start = 0x5_0000; start < 0x5_0000 + 17; start++)
        {
            const RingFeatures Features = RingFeatures.Packed | RingFeatures.IndirectDescriptors;
            RingLayout layout = RingLayout.At(start, (ushort)size, Features, 3);
            Assert.Equal(RingFault.None, DeviceRing.Validate(memory, layout.Addresses, (ushort)size, Features));
            Assert.InRange(layout.Start, start, start + 15);
            Assert.Equal(layout.Start, layout.Addresses.Descriptors);
            Assert.True(layout.Tables >= layout.Addresses.Used + PackedLayout.EventSize);
            Assert.Equal((layout.Tables + 16UL * 3 * (ulong)size, 0ul), (layout.End, layout.Tables % 16));
        }
    }

    [Fact(DisplayName =
        "A packed ring starts zeroed, and again after a reset, on the first lap and with nothing outstanding (VQ-81, VG-G-17)")]
    public void StartsZeroed()
    {
        var pair = new PackedPair(Size, RingFeatures.IndirectDescriptors | RingFeatures.EventIdx);
        Array.Fill(pair.Ram, (byte)0xFF);
        pair.Driver.Reset();
        Assert.Equal(-1, pair.Ram.AsSpan().IndexOfAnyExcept((byte)0));

        for (int n = 0; n < Size - 1; n++) pair.Add(n);
        pair.Driver.Publish();
        pair.Add(Size);
        pair.Driver.EnableInterrupts();
        pair.Driver.Reset();
        Assert.Equal(-1, pair.Ram.AsSpan().IndexOfAnyExcept((byte)0));
        Assert.Equal((0, Size, false), (pair.Driver.Outstanding, pair.Driver.FreeDescriptors, pair.Driver.Publish()));
        pair.Add(0);
        pair.Driver.Publish();
        Assert.Equal(PackedPair.Chain(0, 0, 1), pair.Device.Take()?.Buffers);
    }

    [Fact(DisplayName =
        "A list that breaks a driver's rule is our bug, and is refused before a byte is written; so is a table beside direct " +
        "descriptors (VQ-S5, VQ-20, VQ-83)")]
    public void RefusesBadLists()
    {
        var pair = new PackedPair(Size, RingFeatures.IndirectDescriptors);
        GuestBuffer readable = new(64, 8, false), writable = new(128, 2, true);
        byte[] before = [.. pair.Ram];
        Refuses([], 0);
        Refuses([writable, readable], 2);
        Refuses([.. Enumerable.Repeat(readable, Size), writable], Size + 1);
        Refuses([readable, writable], 1);
        Refuses([readable, writable], 3);
        Refuses([new(0, uint.MaxValue, true), writable], 2);
        Assert.Throws<ArgumentException>(() => new PackedPair(Size).Driver.TryAdd([readable, writable], 0, 0, out _)); // no INDIRECT_DESC
        Assert.Equal(before, pair.Ram);

        void Refuses(GuestBuffer[] buffers, int direct) =>
            Assert.Throws<ArgumentException>(() => pair.Driver.TryAdd(buffers, direct, 0, out _));
    }

    [Fact(DisplayName = "A full packed ring takes no more; an indirect list costs one descriptor, a direct one its length (VQ-32)")]
    public void Fills()
    {
        var indirect = new PackedPair(Size, RingFeatures.IndirectDescriptors);
        Assert.Equal(5, Enumerable.Range(0, 20).Count(n => indirect.TryAdd(n, 1, 1, indirect: true, out _)));
        var direct = new PackedPair(Size);
        Assert.Equal(2, Enumerable.Range(0, 20).Count(n => direct.TryAdd(n, 1, 1, indirect: false, out _)));
        Assert.Equal(1, direct.Driver.FreeDescriptors);
        Assert.True(direct.TryAdd(20, 0, 1, indirect: false, out _));
    }

    [Theory(DisplayName =
        "After each single write of the driver the device sees whole lists or none, and none of a batch before it is published: the " +
        "flags of the first head are the last that is written (VQ-30, VQ-33, VQ-S4)")]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    [InlineData(7, false)]
    public void ShowsListsWhole(ushort size, bool indirect)
    {
        var pair = new PackedPair(size, RingFeatures.IndirectDescriptors);
        Queue<GuestBuffer[]> expected = new();
        bool publishing = false;
        int looks = 0, seen = 0, next = 0;
        for (int lap = 0; lap < 6; lap++)
        {
            int room = size;
            pair.Backing.BeforeAccess = () =>
            {
                looks++;
                if (pair.Device.Look() is not { } list) return;
                Assert.True(publishing, "a list is seen before it is published");
                Assert.Equal(expected.Peek(), list.Buffers);
                seen++;
            };
            while (room > 0)
            {
                int length = Math.Min(indirect ? 2 : 1 + (next % 3), Math.Min(room, size));
                expected.Enqueue(PackedPair.Chain(next, 0, length));
                Assert.True(pair.TryAdd(next++, 0, length, indirect, out _));
                room -= indirect ? 1 : length;
            }

            publishing = true;
            Assert.True(pair.Driver.Publish());
            (publishing, pair.Backing.BeforeAccess) = (false, null);
            while (pair.Device.Take() is { } list)
            {
                Assert.Equal(expected.Dequeue(), list.Buffers);
                pair.Device.Give(list, 1);
            }

            Assert.Empty(expected);
            while (pair.Driver.Collect(out _) == CollectResult.Used) room++;
        }

        // Each lap publishes once: one look before the flags, one before the device's wish is read.
        Assert.Equal(6, seen);
        Assert.True(looks > 6 * 2 * size, $"{looks} looks");
    }

    [Theory(DisplayName =
        "The driver kicks unless the device asked it not to; only with EVENT_IDX does a place count, and 3 is as ENABLE (VQ-72, VQ-82)")]
    [InlineData(RingFeatures.None, 0, 0x0000, true)]
    [InlineData(RingFeatures.None, 1, 0x8000, false)]
    [InlineData(RingFeatures.None, 2, 0x0000, true)]
    [InlineData(RingFeatures.None, 3, 0x0000, true)]
    [InlineData(RingFeatures.EventIdx, 1, 0x8001, false)]
    [InlineData(RingFeatures.EventIdx, 2, 0x8000, true)]
    [InlineData(RingFeatures.EventIdx, 2, 0x8002, true)] // the last of the three
    [InlineData(RingFeatures.EventIdx, 2, 0x8003, false)]
    [InlineData(RingFeatures.EventIdx, 2, 0x0001, false)] // the same slot a lap later
    [InlineData(RingFeatures.EventIdx, 2, 0xFFFF, false)]
    [InlineData(RingFeatures.EventIdx, 3, 0x8003, true)]
    [InlineData(RingFeatures.EventIdx, 0xFFFD, 0x8003, false)] // only two bits count
    public void Kicks(RingFeatures features, int flags, int place, bool expected)
    {
        var pair = new PackedPair(Size, features);
        pair.Device.AskForKicks((ushort)flags, (ushort)place);
        for (int n = 0; n < 3; n++) pair.Add(n);
        Assert.Equal(expected, pair.Driver.Publish());
        Assert.False(pair.Driver.Publish()); // nothing new
    }

    [Fact(DisplayName = "The packed driver allocates nothing: direct and indirect, suppressed and not")]
    public void AllocatesNothing()
    {
        var pair = new PackedPair(7, RingFeatures.EventIdx | RingFeatures.IndirectDescriptors);
        GuestBuffer[] chain = PackedPair.Chain(0, 1, 1);
        long allocated = 0;
        for (int i = 0; i < 2_000; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            pair.Driver.TryAdd(chain, i % 2 * 2, 0, out _);
            pair.Driver.TryAdd(chain, 2, 0, out _);
            pair.Driver.Publish();
            long between = GC.GetAllocatedBytesForCurrentThread();
            while (pair.Device.Take() is { } list) pair.Device.Give(list, 1);
            long after = GC.GetAllocatedBytesForCurrentThread();
            while (pair.Driver.Collect(out _) == CollectResult.Used) { }
            pair.Driver.DisableInterrupts();
            pair.Driver.EnableInterrupts();
            if (i >= 200) allocated += GC.GetAllocatedBytesForCurrentThread() - after + between - before; // tier-0 code may allocate
        }

        Assert.Equal(0, allocated);
    }
}
