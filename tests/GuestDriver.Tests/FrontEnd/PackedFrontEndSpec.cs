using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Tests.Support;
using GpioHub.GuestDriver.Tests.Virtio;
using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.FrontEnd;

/// <summary>A front-end with packed rings: what it negotiates, and the bases that it tells and believes.</summary>
public class PackedFrontEndSpec
{
    private const ushort Size = 5;
    private const uint FirstBase = 0x8000_8000;
    private const uint Bit34InHigh = 1 << 2;

    private static readonly FrontEndOptions Packed = new()
    {
        RequestQueueSize = Size,
        EventQueueSize = 1000,
        Features = new FrontEndOptions().Features | VirtioFeatures.RingPacked,
    };

    private static VhostUserFrontEnd Connect(RinglessPeer peer, FrontEndOptions options) =>
        VhostUserFrontEnd.Attach(peer.Connect(), options);

    private static void Settle(VhostUserFrontEnd frontEnd) => frontEnd.GetConfig(0, 1);

    [Theory(DisplayName =
        "Rings are packed if both sides want them so; their first base is 0x80008000, and their size need not be a power of 2 " +
        "(VQ-36, VQ-S6)")]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Negotiates(bool asked, bool offered)
    {
        using var peer = new RinglessPeer(offered ? VirtioFeatures.RingPacked : VirtioFeatures.None);
        using VhostUserFrontEnd frontEnd = Connect(peer, (asked, offered) switch
        {
            (true, true) => Packed,
            (true, false) => Packed with { RequestQueueSize = 64, EventQueueSize = 64 },
            _ => new FrontEndOptions(),
        });
        frontEnd.Start();
        Settle(frontEnd);

        bool packed = asked && offered;
        Assert.All(frontEnd.Rings, ring => Assert.Equal(packed, ring.Packed));
        Assert.Equal(packed, (Assert.Single(peer.Heard(FrontEndRequest.SetFeatures)).Second & Bit34InHigh) != 0);
        Assert.Equal([(0, packed ? FirstBase : 0), (1, packed ? FirstBase : 0)], peer.Heard(FrontEndRequest.SetVringBase));
        if (packed) Assert.Equal([(0, Size), (1, 1000)], peer.Heard(FrontEndRequest.SetVringNum));
    }

    [Theory(DisplayName = "QEMU 7.2 with packed rings never says so, and asks nobody: only the base tells (VQ-60)")]
    [InlineData(VirtioFeatures.None)]
    [InlineData(VirtioFeatures.RingPacked)]
    public void Qemu72SaysNothing(VirtioFeatures offered)
    {
        using var peer = new RinglessPeer(offered);
        using VhostUserFrontEnd frontEnd = Connect(peer, Packed with { Manners = FrontEndManners.Qemu72 });
        frontEnd.Start();
        Settle(frontEnd);

        Assert.True(frontEnd.Rings[0].Packed);
        Assert.Equal(0u, Assert.Single(peer.Heard(FrontEndRequest.SetFeatures)).Second & Bit34InHigh);
        Assert.Equal([(0, FirstBase)], peer.Heard(FrontEndRequest.SetVringBase));
    }

    [Fact(DisplayName = "User-Mode Linux tells 0 as the first base of a packed ring too (VQ-36)")]
    public void UserModeLinuxTellsZero()
    {
        using var peer = new RinglessPeer(VirtioFeatures.RingPacked);
        using VhostUserFrontEnd frontEnd = Connect(peer, Packed with { Manners = FrontEndManners.UserModeLinux });
        frontEnd.Start();
        Settle(frontEnd);
        Assert.Equal([(0, 0), (1, 0)], peer.Heard(FrontEndRequest.SetVringBase));
    }

    [Fact(DisplayName =
        "A packed ring goes on at the base of the last stop, after a reset at the first one, and after a loss at that of its last start: " +
        "memory does not tell another (VQ-36, VU-S11)")]
    public void Bases()
    {
        using var peer = new RinglessPeer(VirtioFeatures.RingPacked);
        using VhostUserFrontEnd frontEnd = Connect(peer, Packed with { Features = Packed.Features & ~VirtioFeatures.Irq });
        PackedDevice device = Judge(frontEnd);
        frontEnd.Start();
        for (int n = 0; n < Size + 1; n++) RoundTrip(frontEnd, device);
        Assert.Equal((0x0001, 0x0001), ((int)frontEnd.Rings[0].AvailIndex, (int)frontEnd.Rings[0].UsedIndex));

        peer.BaseOf = _ => 0x0001_0001;
        frontEnd.Stop();
        frontEnd.Start();
        RoundTrip(frontEnd, device);
        frontEnd.Reconnect(peer.Connect());
        frontEnd.Reconnect(peer.Connect(), ring => (uint)(ring.UsedIndex << 16 | ring.AvailIndex));
        peer.BaseOf = _ => 0x0002_0002;
        frontEnd.Reset();
        frontEnd.Start();
        Settle(frontEnd);
        Assert.Equal([FirstBase, 0x0001_0001, 0x0001_0001, 0x0002_0002, FirstBase],
            peer.Heard(FrontEndRequest.SetVringBase).Select(message => message.Second));
    }

    [Theory(DisplayName =
        "At a stop the back-end stands where memory shows its last used descriptor, and has taken no less than that and no more than was " +
        "shown (VQ-36)")]
    [InlineData(0x0003_0003u, null)]        // used: slots 0 to 2 of the second lap
    [InlineData(0x0003_8001u, null)]        // all that was shown is taken
    [InlineData(0x0003_0004u, null)]
    [InlineData(0x0002_0003u, "used descriptors up to")]
    [InlineData(0x8003_0003u, "used descriptors up to")]
    [InlineData(0x0003_0002u, "not between")]
    [InlineData(0x0003_8002u, "not between")]
    [InlineData(0x0003_8003u, "not between")]
    [InlineData(0x0003_0005u, "not between")]
    [InlineData(0x0003_0006u, "not between")]
    public void BelievesNoBase(uint given, string? why)
    {
        using var peer = new RinglessPeer(VirtioFeatures.RingPacked) { BaseOf = _ => given };
        using VhostUserFrontEnd frontEnd = Connect(peer, Packed with { Features = Packed.Features & ~VirtioFeatures.Irq });
        PackedDevice device = Judge(frontEnd);
        frontEnd.Start();
        for (int n = 0; n < Size; n++) RoundTrip(frontEnd, device);
        Offer(frontEnd, buffers: 3);
        device.Give(Assert.IsType<PackedList>(device.Take()), 1);      // and not collected
        Offer(frontEnd, buffers: 2);
        Assert.Equal(CollectResult.Used, frontEnd.Rings[0].Ring.Collect(out _));
        Offer(frontEnd, buffers: 1);

        if (why is null) frontEnd.Stop();
        else Assert.Contains(why, Assert.Throws<VhostUserPeerException>(frontEnd.Stop).Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A packed ring written by hand: every descriptor, every flag, both event structures, and any base")]
    public void ByHand()
    {
        using var peer = new RinglessPeer(VirtioFeatures.RingPacked) { BaseOf = _ => 0x1234_5678 };
        using VhostUserFrontEnd frontEnd = Connect(peer, Packed);
        frontEnd.Start();
        var hostile = new HostileRing(frontEnd, 0);
        _ = new HostileRing(frontEnd, 1);
        PackedDevice device = Judge(frontEnd);
        ulong readable = hostile.Place([1, 2, 3, 4, 5, 6, 7, 8]);
        ulong table = hostile.Table(new PackedDescriptor(readable, 8, 0, 0), new PackedDescriptor(readable + 8, 2, 0, 2));
        hostile.Describe(0, new PackedDescriptor(table, 32, 3, 4));
        Assert.Null(device.Look());
        hostile.SetFlags(0, (ushort)(PackedLayout.AvailableIn(wrap: true) | 4));
        PackedList list = Assert.IsType<PackedList>(device.Take());
        Assert.Equal((3, 2), (list.Id, list.Buffers.Count));

        hostile.SetDriverEvent(0x8000, 2);
        device.Give(list, 2);
        Assert.True(device.WantsSignal());
        Assert.Equal((3, 2u, true), (hostile.At(0).Id, hostile.At(0).Length, hostile.At(0).IsUsed(wrap: true)));
        device.AskForKicks(2, 0x8001);
        Assert.Equal((0x8001, 2), hostile.DeviceEvent());
        hostile.SetDeviceEvent(7, 3);
        Assert.Equal((7, 3), hostile.DeviceEvent());
        frontEnd.Reset();
        Assert.Equal((FirstBase, 0, 0x8000),
            (frontEnd.Rings[0].Base, (int)hostile.At(0).Flags, (int)frontEnd.Rings[0].UsedIndex));
    }

    private static PackedDevice Judge(VhostUserFrontEnd frontEnd) =>
        new(frontEnd.Ram.Memory, frontEnd.Rings[0].Addresses, Size, eventIdx: true);

    private static void Offer(VhostUserFrontEnd frontEnd, int buffers)
    {
        DriverRing ring = frontEnd.Rings[0].Ring;
        Assert.True(ring.TryAdd(PackedPair.Chain(0, 0, buffers), buffers, 0, out _));
        ring.Publish();
    }

    private static void RoundTrip(VhostUserFrontEnd frontEnd, PackedDevice device)
    {
        Offer(frontEnd, buffers: 1);
        device.Give(Assert.IsType<PackedList>(device.Take()), 1);
        Assert.Equal(CollectResult.Used, frontEnd.Rings[0].Ring.Collect(out _));
    }
}
