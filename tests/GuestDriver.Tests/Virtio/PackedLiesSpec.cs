using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Virtio;

/// <summary>A driver of a packed ring against a device that lies.</summary>
public class PackedLiesSpec
{
    private const ushort Size = 5;

    public static TheoryData<string, DriverRingFault, ushort, uint> Lies => new()
    {
        { "VQ-84 id = N", DriverRingFault.NotOutstanding, Size, 0 },
        { "VQ-84 id = 65535", DriverRingFault.NotOutstanding, ushort.MaxValue, 0 },
        { "VQ-84 an id that is free", DriverRingFault.NotOutstanding, 3, 0 },
        { "VQ-84 the slot of a list's second descriptor", DriverRingFault.NotOutstanding, 1, 0 },
        { "VQ-84 a length one too many", DriverRingFault.LengthTooLong, 0, PackedPair.BufferSize + 1 },
        { "VQ-84 a huge length", DriverRingFault.LengthTooLong, 0, uint.MaxValue },
    };

    [Theory(DisplayName = "Packed: a lie of the device breaks the ring, and only a reset mends it (VQ-84)")]
    [MemberData(nameof(Lies))]
    public void CatchesLies(string what, DriverRingFault fault, ushort id, uint length)
    {
        Assert.NotEmpty(what);
        var pair = new PackedPair(Size);
        Assert.True(pair.TryAdd(7, 1, 1, indirect: false, out ushort honest));
        Assert.Equal(0, honest);
        pair.Driver.Publish();
        pair.Device.GiveAnything(id, length, wrote: true, slots: 2);

        Assert.True(pair.Driver.HasUsed);
        Assert.Equal(CollectResult.Fault, pair.Driver.Collect(out UsedChain used));
        Assert.Equal((default, fault), (used, pair.Driver.Fault));
        Assert.Equal(CollectResult.Fault, pair.Driver.Collect(out _));
        Assert.False(pair.Driver.HasUsed);
        Assert.False(pair.TryAdd(8, 1, 1, indirect: false, out _));
        pair.Driver.Reset();
        Assert.True(pair.TryAdd(8, 1, 1, indirect: false, out _));
    }

    [Fact(DisplayName = "Packed: an id given back twice is caught at the second time (VQ-84)")]
    public void CatchesDoubleReturns()
    {
        var pair = new PackedPair(Size);
        ushort first = pair.Add(7);
        pair.Add(8);
        pair.Driver.Publish();
        pair.Device.GiveAnything(first, 2, wrote: true, slots: 1);
        Assert.Equal(CollectResult.Used, pair.Driver.Collect(out UsedChain used));
        Assert.Equal(new UsedChain(first, 7, 2), used);
        pair.Device.GiveAnything(first, 2, wrote: true, slots: 1);
        Assert.Equal(CollectResult.Fault, pair.Driver.Collect(out _));
        Assert.Equal(DriverRingFault.NotOutstanding, pair.Driver.Fault);
    }

    [Fact(DisplayName = "Packed: without WRITE a used descriptor's length means nothing (VQ-33)")]
    public void LengthNeedsWrite()
    {
        var pair = new PackedPair(Size);
        ushort id = pair.Add(7);
        pair.Driver.Publish();
        pair.Device.GiveAnything(id, uint.MaxValue, wrote: false, slots: 1);
        Assert.Equal(CollectResult.Used, pair.Driver.Collect(out UsedChain used));
        Assert.Equal(new UsedChain(id, 7, 0), used);
    }

    [Theory(DisplayName = "Packed: a spurious interrupt finds nothing, on any lap, whatever the lap before has left (VQ-30, VQ-83)")]
    [InlineData(1)]
    [InlineData(5)]
    public void SpuriousInterrupt(ushort size)
    {
        var pair = new PackedPair(size);
        for (int n = 0; n < 3 * size; n++)
        {
            Empty();
            pair.Add(n);
            pair.Driver.Publish();
            Empty();
            PackedList list = Assert.IsType<PackedList>(pair.Device.Take());
            Empty();
            pair.Device.Give(list, 1);
            Assert.True(pair.Driver.HasUsed);
            Assert.Equal(CollectResult.Used, pair.Driver.Collect(out _));
        }

        void Empty() => Assert.Equal((false, CollectResult.Empty, DriverRingFault.None),
            (pair.Driver.HasUsed, pair.Driver.Collect(out _), pair.Driver.Fault));
    }

    [Fact(DisplayName = "A packed ring outside its memory, or of no entries, is refused with the reason (VQ-64, VQ-65)")]
    public void RefusesBadPlaces()
    {
        Assert.True(GuestMemory.TryCreate([new MemoryRegion(0, 0, 0x1000, 0, new ArrayBacking(0x1000))], out GuestMemory memory, out _));
        Assert.Contains("OutsideMemory", Refusal(0xff0, Size), StringComparison.Ordinal);
        Assert.Contains("BadSize", Refusal(0, 0), StringComparison.Ordinal);
        Assert.Contains("BadSize", Refusal(0, 32769), StringComparison.Ordinal);

        string Refusal(ulong start, ushort size) => Assert.Throws<ArgumentException>(
            () => new DriverRing(memory, RingLayout.At(start, size, RingFeatures.Packed), size, RingFeatures.Packed)).Message;
    }
}
