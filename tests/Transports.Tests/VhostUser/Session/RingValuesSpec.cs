using GpioHub.Transports.VhostUser;
using Xunit;
using static GpioHub.Transports.Tests.VhostUser.Messages;
using static GpioHub.Transports.VhostUser.VhostUserRequest;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>What a ring's messages may say.</summary>
public sealed class RingValuesSpec
{
    private readonly FrontEnd _front = new();

    [Theory(DisplayName = "Ring 2 does not exist (VU-26)")]
    [InlineData(SetVringNum)]
    [InlineData(SetVringBase)]
    [InlineData(SetVringEnable)]
    public void NoSuchRing(VhostUserRequest request)
    {
        using Owner owner = Sessions.WithMemory(_front);
        Assert.Equal("reply 0x1", owner.Take(Ring(request, 2, 1, ack: true)));
        Assert.Equal("reply 0x1", owner.Take(Ring(request, uint.MaxValue, 1, ack: true)));
    }

    [Fact(DisplayName =
        "Ring 2 has no addresses or descriptors either, and what came for it is closed; asking for its base ends the connection (VU-26)")]
    public void NoSuchRingEither()
    {
        using Owner owner = Sessions.Negotiated(_front);
        Assert.Equal("reply 0x1", owner.Take(Addresses(2, ack: true)));
        foreach (VhostUserRequest request in (VhostUserRequest[])[SetVringKick, SetVringCall, SetVringErr])
        {
            Assert.Equal("reply 0x1", owner.Take(_front.Fd(request, 2, ack: true)));
        }
        Assert.All(_front.Given, fd => Assert.True(fd.IsClosed));
        Assert.Equal("close", owner.Take(Ring(GetVringBase, 2, 0)));
    }

    [Theory(DisplayName = "A ring has 1 … 32768 entries, a power of 2 (VU-26, VQ-65)")]
    [InlineData(0u, false)]
    [InlineData(1u, true)]
    [InlineData(2u, true)]
    [InlineData(3u, false)]
    [InlineData(255u, false)]
    [InlineData(1024u, true)]
    [InlineData(2048u, true)]
    [InlineData(32768u, true)]
    [InlineData(32767u, false)]
    [InlineData(0x1_0000u, false)]
    [InlineData(0x8000_0000u, false)]
    public void Sizes(uint size, bool accepted)
    {
        using Owner owner = Sessions.Negotiated(_front);
        Assert.Equal(accepted ? "reply 0x0" : "reply 0x1", owner.Take(Ring(SetVringNum, 0, size, ack: true)));
        Assert.Equal(accepted ? (ushort?)size : null, owner.Session.Rings[0].Size);
    }

    [Theory(DisplayName = "A split ring's base fits 16 bits (VU-29, VQ-60)")]
    [InlineData(0u, true)]
    [InlineData(0xffffu, true)]
    [InlineData(0x1_0000u, false)]
    [InlineData(0x8000_8000u, false)]
    public void Bases(uint index, bool accepted)
    {
        using Owner owner = Sessions.Negotiated(_front);
        Assert.Equal(accepted ? "reply 0x0" : "reply 0x1", owner.Take(Ring(SetVringBase, 0, index, ack: true)));
        Assert.Equal(accepted, owner.Session.Rings[0].Base is not null);
    }

    [Theory(DisplayName = "Descriptors, used and avail are aligned to 16, 4 and 2 bytes (VU-28, VQ-64)")]
    [InlineData(0x10ul, 0x4ul, 0x2ul, true)]
    [InlineData(0x18ul, 0x4ul, 0x2ul, false)]
    [InlineData(0x10ul, 0x6ul, 0x2ul, false)]
    [InlineData(0x10ul, 0x4ul, 0x3ul, false)]
    public void Alignment(ulong descriptors, ulong used, ulong avail, bool accepted)
    {
        using Owner owner = Sessions.Negotiated(_front);
        var message = new VhostUserMessage(SetVringAddr, new VringAddresses(0, 0, descriptors, used, avail, 0).Encode(), needReply: true);
        Assert.Equal(accepted ? "reply 0x0" : "reply 0x1", owner.Take(message));
    }

    [Fact(DisplayName = "ENABLE takes 0 or 1 (VU-26)")]
    public void EnableValue()
    {
        using Owner owner = Sessions.Negotiated(_front);
        Assert.Equal("reply 0x1", owner.Take(Ring(SetVringEnable, 0, 2, ack: true)));
        Assert.False(owner.Session.Rings[0].Enabled);
    }

    [Fact(DisplayName = "No kick descriptor is refused; no call or error descriptor is not (VU-30)")]
    public void NoDescriptor()
    {
        using Owner owner = Sessions.Negotiated(_front);
        Assert.Equal("reply 0x1", owner.Take(NoFd(SetVringKick, 0, ack: true)));
        Assert.Equal("call 0 off; reply 0x0", owner.Take(NoFd(SetVringCall, 0, ack: true)));
        Assert.Equal("err 0 off; reply 0x0", owner.Take(NoFd(SetVringErr, 0, ack: true)));
    }
}
