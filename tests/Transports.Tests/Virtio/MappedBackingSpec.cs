using System.Runtime.InteropServices;
using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.Transports.Tests.Virtio;

public class MappedBackingSpec
{
    [Fact(DisplayName =
        "Two mappings of one file are one memory; a ring works in it, and the descriptor may be closed before (VU-37, VU-40)")]
    public void SharesTheFile()
    {
        using SafeHandle file = MemFd.Create("guest", 0x2_0000);
        using MappedBacking ours = MappedBacking.Map(file, 0x1000, 0x1_0000);
        using MappedBacking theirs = MappedBacking.Map(file, 0, 0x2_0000);
        file.Dispose();
        Assert.True(GuestMemory.TryCreate([new MemoryRegion(0x8000_0000, 0, ours.Length, 0, ours)], out GuestMemory memory, out _));

        new Descriptor(0x8000_4000, 2, DescriptorBits.Write, 0).Encode(theirs.Slice(0x1000, 16));
        theirs.Slice(0x1000 + 0x1000 + 2, 2)[0] = 1;
        DeviceRing ring = new();
        Assert.Equal(RingFault.None,
            ring.TryStart(memory, new RingAddresses(0x8000_0000, 0x8000_1000, 0x8000_2000), 8, 0, RingFeatures.None));
        Assert.Equal(FetchResult.Chain, ring.Fetch(ring.ReadAvail(), 0));
        ring.Stage(ring.Current.Ticket, new ShortResponse(7, 9, 2));
        Assert.Equal(FlushResult.Notify, ring.Flush());

        Assert.Equal([7, 9], theirs.Slice(0x1000 + 0x4000, 2).ToArray());
        Assert.Equal(1, theirs.Slice(0x1000 + 0x2000 + 2, 2)[0]);
    }

    [Theory(DisplayName = "A region at an odd file offset starts odd in our memory too, so no ring may live there (VQ-S4)")]
    [InlineData(0x1000, RingFault.None)]
    [InlineData(0x1001, RingFault.Misaligned)]
    public void OddOffsets(ulong offset, RingFault expected)
    {
        using SafeHandle file = MemFd.Create("guest", 0x2_0000);
        using MappedBacking backing = MappedBacking.Map(file, offset, 0x1_0000);
        Assert.True(GuestMemory.TryCreate([new MemoryRegion(0, 0, backing.Length, 0, backing)], out GuestMemory memory, out _));
        Assert.Equal(expected, DeviceRing.Validate(memory, new RingAddresses(0, 0x1000, 0x2000), 8, RingFeatures.None));
    }
}
