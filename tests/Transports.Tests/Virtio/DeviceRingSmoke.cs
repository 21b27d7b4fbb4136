using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.Transports.Tests.Virtio;

public class DeviceRingSmoke
{
    [Fact(DisplayName = "smoke")]
    public void RoundTrip()
    {
        byte[] ram = new byte[65536];
        Assert.True(GuestMemory.TryCreate([new MemoryRegion(0x1000, 0x7000_0000, 65536, 0, new ArrayBacking(ram))], out var memory, out _));
        var at = new RingAddresses(0x1000, 0x2000, 0x3000);
        new Descriptor(0x4000, 8, DescriptorBits.Next, 1).Encode(ram);
        new Descriptor(0x4100, 2, DescriptorBits.Write, 0).Encode(ram.AsSpan(16));
        ram[0x3000] = 5;
        ram[0x1002] = 1; // avail.idx
        var ring = new DeviceRing();
        Assert.Equal(RingFault.None, ring.TryStart(memory, at, 8, 0, RingFeatures.EventIdx));
        Assert.Equal(FetchResult.Chain, ring.Fetch(ring.ReadAvail(), 7));
        Assert.Equal(ChainFault.None, ring.Current.Fault);
        Span<byte> copy = stackalloc byte[8];
        Assert.Equal(8, ring.Current.CopyReadable(copy));
        Assert.Equal(5, copy[0]);
        Assert.True(ring.Stage(ring.Current.Ticket, new ShortResponse(1, 2, 2)));
        Assert.False(ring.Stage(ring.Current.Ticket, new ShortResponse(1, 2, 2)));
        Assert.Equal(FlushResult.Notify, ring.Flush());
        Assert.Equal([1, 2], ram[0x3100..0x3102]);
        Assert.Equal(1, ram[0x2002]);
        Assert.Equal(1, ring.Stop());
    }
}
