using GpioHub.Transports.VhostUser;
using Xunit;
using static GpioHub.Transports.Tests.VhostUser.Messages;
using static GpioHub.Transports.VhostUser.VhostUserRequest;

namespace GpioHub.Transports.Tests.VhostUser;

public sealed class FeatureSpec
{
    private const ulong Version1 = 1UL << 32, Packed = 1UL << 34;

    private readonly FrontEnd _front = new();

    [Fact(DisplayName =
        "GPIO_F_IRQ, INDIRECT_DESC, EVENT_IDX, bit 30 and VERSION_1 are offered; no protocol bit from 20 up, no STATUS (VU-12…15)")]
    public void Offered()
    {
        using var owner = new Owner();
        Assert.Equal("reply 0x170000001", owner.Take(Plain(GetFeatures)));
        Assert.Equal("reply 0xa229", owner.Take(Plain(GetProtocolFeatures)));
    }

    [Fact(DisplayName = "A feature bit never offered fails and leaves the old set (VU-16)")]
    public void UnofferedFeature()
    {
        using Owner owner = Sessions.Negotiated(_front);
        Assert.Equal("reply 0x1", owner.Take(U64(SetFeatures, Sessions.AllFeatures | (1UL << 34), ack: true)));
        Assert.Equal(VhostUserOffer.SplitFeatures, owner.Session.Features);
        Assert.Contains(owner.Logs, text => text.Contains("0x400000000", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "A protocol feature bit never offered fails and leaves the old set (VU-16)")]
    public void UnofferedProtocolFeature()
    {
        using Owner owner = Sessions.Negotiated(_front);
        Assert.Equal("reply 0x1", owner.Take(U64(SetProtocolFeatures, (1UL << 20) | (ulong)ProtocolFeatures.ReplyAck, ack: true)));
        Assert.Equal(VhostUserOffer.UsualProtocolFeatures, owner.Session.ProtocolFeatures);
    }

    [Theory(DisplayName = "INBAND_NOTIFICATIONS accepted though not offered, or without BACKEND_REQ and REPLY_ACK, ends the connection")]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Inband(bool offered, bool withNeeds)
    {
        ProtocolFeatures offer = VhostUserOffer.UsualProtocolFeatures | (offered ? ProtocolFeatures.InbandNotifications : 0);
        using var owner = new Owner(Owner.Offer with { ProtocolFeatures = offer });
        ProtocolFeatures accepted = ProtocolFeatures.InbandNotifications
            | (withNeeds ? ProtocolFeatures.BackendReq | ProtocolFeatures.ReplyAck : 0);
        Assert.Equal("close", owner.Take(U64(SetProtocolFeatures, (ulong)accepted)));
    }

    [Fact(DisplayName = "A split ring starts without VERSION_1 too: addresses are told one by one, so its layout is the same (VU-16)")]
    public void Legacy()
    {
        using Owner owner = Sessions.WithMemory(_front);
        Assert.Equal("features 0x40000000; reply 0x0", owner.Take(U64(SetFeatures, Sessions.Bit30, ack: true)));
        Sessions.SetUp(owner, _front, 0);
        Assert.Equal("start 0; reply 0x0", owner.Take(Ring(SetVringEnable, 0, 1, ack: true)));
        Assert.Contains("ring 0 starts without VERSION_1: taken as little-endian", owner.Logs);
    }

    [Fact(DisplayName = "A packed ring is not started without VERSION_1, and the log says so (VU-16)")]
    public void LegacyPacked()
    {
        using Owner owner = Sessions.WithMemory(_front, Owner.Offer with { Features = VhostUserOffer.AllFeatures });
        owner.Take(U64(SetFeatures, Sessions.Bit30 | Packed));
        Sessions.SetUp(owner, _front, 0);
        Assert.Equal("reply 0x1", owner.Take(Ring(SetVringEnable, 0, 1, ack: true)));
        Assert.Contains(owner.Logs, text => text.Contains("ring 0 would start packed without VERSION_1", StringComparison.Ordinal));
        Assert.Equal("features 0x540000000; start 0; reply 0x0",
            owner.Take(U64(SetFeatures, Sessions.Bit30 | Packed | Version1, ack: true)));
    }

    [Fact(DisplayName = "Without bit 30 every ring is enabled at once, and starts with its kick (VU-17)")]
    public void EnabledByDefault()
    {
        using Owner owner = Sessions.WithMemory(_front);
        owner.Take(U64(SetFeatures, Sessions.AllFeatures & ~Sessions.Bit30));
        Assert.All(owner.Session.Rings, ring => Assert.True(ring.Enabled));
        owner.Take(Ring(SetVringNum, 0, 64));
        owner.Take(Ring(SetVringBase, 0, 0));
        owner.Take(Addresses(0));
        Assert.Equal("kick 0; start 0", owner.Take(_front.Fd(SetVringKick, 0)));
    }

    [Fact(DisplayName = "With bit 30 a ring is disabled until ENABLE(1) (VU-17)")]
    public void DisabledByDefault()
    {
        using Owner owner = Sessions.WithMemory(_front);
        Assert.All(owner.Session.Rings, ring => Assert.False(ring.Enabled));
        Sessions.SetUp(owner, _front, 0);
        Assert.Equal("start 0", owner.Take(Ring(SetVringEnable, 0, 1)));
    }

    [Fact(DisplayName = "Protocol features work before, and without, bit 30 being accepted (VU-17)")]
    public void ProtocolFeaturesWithoutBit30()
    {
        using var owner = new Owner();
        Assert.Equal("reply 0xa229", owner.Take(Plain(GetProtocolFeatures)));
        owner.Take(U64(SetProtocolFeatures, 0xa229));
        Assert.Equal("features 0x130000001; reply 0x0", owner.Take(U64(SetFeatures, Sessions.AllFeatures & ~Sessions.Bit30, ack: true)));
        Assert.Equal("reply 0x2", owner.Take(Plain(GetQueueNum)));
        Assert.Equal("reply 0x0", owner.Take(Ring(SetVringEnable, 1, 1, ack: true)));
    }

    [Fact(DisplayName = "The same features again disturb no running ring (VU-18)")]
    public void Unchanged()
    {
        using Owner owner = Sessions.Running(_front);
        Assert.Equal("reply 0x0", owner.Take(U64(SetFeatures, Sessions.AllFeatures, ack: true)));
    }

    [Fact(DisplayName = "Other features on running rings: stop processing, apply, go on (VU-18)")]
    public void Changed()
    {
        using Owner owner = Sessions.Running(_front);
        Assert.Equal(
            "quiesce 0 Disable; quiesce 1 Disable; features 0x150000001; remap 0; remap 1; resume 0; resume 1; reply 0x0",
            owner.Take(U64(SetFeatures, Sessions.AllFeatures & ~(1UL << 29), ack: true)));
        Assert.Equal(DeviceFeatures.None, owner.Session.Features & DeviceFeatures.EventIdx);
    }

    [Fact(DisplayName = "Losing VERSION_1 while split rings run is a change of features like any other (VU-16, VU-18)")]
    public void ChangedToLegacy()
    {
        using Owner owner = Sessions.Running(_front);
        Assert.Equal(
            "quiesce 0 Disable; quiesce 1 Disable; features 0x70000001; remap 0; remap 1; resume 0; resume 1; reply 0x0",
            owner.Take(U64(SetFeatures, Sessions.AllFeatures & ~Version1, ack: true)));
    }

    [Fact(DisplayName = "SET_OWNER may repeat (VU-20)")]
    public void OwnerAgain()
    {
        using Owner owner = Sessions.Negotiated(_front);
        Assert.Equal("reply 0x0", owner.Take(Plain(SetOwner, ack: true)));
        Assert.Equal("reply 0x0", owner.Take(Plain(SetOwner, ack: true)));
        Assert.True(owner.Session.Owned);
    }

    [Fact(DisplayName = "The backend channel is taken, replaced and closed, and nothing is sent on it (VU-11)")]
    public void BackendChannel()
    {
        using Owner owner = Sessions.Negotiated(_front);
        VhostUserMessage Channel() => new(SetBackendReqFd, fds: [_front.Ram()], needReply: true);
        Assert.Equal("reply 0x0", owner.Take(Channel()));
        Assert.Equal("reply 0x0", owner.Take(Channel()));
        Assert.Equal([true, false], _front.Given.Select(fd => fd.IsClosed));
        Assert.Equal("reply 0x1", owner.Take(Plain(SetBackendReqFd, ack: true)));
        owner.Disconnect();
        Assert.All(_front.Given, fd => Assert.True(fd.IsClosed));
    }
}
