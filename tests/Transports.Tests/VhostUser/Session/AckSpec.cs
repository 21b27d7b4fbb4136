using GpioHub.Transports.VhostUser;
using Xunit;
using static GpioHub.Transports.Tests.VhostUser.Messages;
using static GpioHub.Transports.VhostUser.VhostUserRequest;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>Which messages are answered, how often, and what ends a connection.</summary>
public sealed class AckSpec
{
    private readonly FrontEnd _front = new();

    public static TheoryData<VhostUserRequest> EveryRequest() =>
        [.. Enum.GetValues<VhostUserRequest>(), (VhostUserRequest)45, (VhostUserRequest)uint.MaxValue];

    [Fact(DisplayName = "NEED_REPLY counts only once REPLY_ACK is negotiated (VU-03)")]
    public void OnlyIfNegotiated()
    {
        using var owner = new Owner();
        Assert.Equal("", owner.Take(Plain(SetOwner, ack: true)));
        Assert.Equal("", owner.Take(U64(SetProtocolFeatures, (ulong)ProtocolFeatures.Config, ack: true)));
        Assert.Equal("", owner.Take(Plain(SetOwner, ack: true)));
        Assert.Equal("reply 0x0", owner.Take(U64(SetProtocolFeatures, (ulong)ProtocolFeatures.ReplyAck, ack: true)));
        Assert.Equal("reply 0x0", owner.Take(Plain(SetOwner, ack: true)));
        Assert.Equal("", owner.Take(Plain(SetOwner)));
    }

    [Fact(DisplayName = "A message with a reply of its own gets that one, with NEED_REPLY too (VU-03)")]
    public void NeverTwo()
    {
        using Owner owner = Sessions.Negotiated(_front);
        Assert.Equal("reply 0x170000001", owner.Take(Plain(GetFeatures, ack: true)));
        Assert.Equal("base 0 0", owner.Take(Ring(GetVringBase, 0, 0, ack: true)));
        Assert.Equal("config []", owner.Take(Plain(GetConfig, ack: true)));
    }

    [Theory(DisplayName =
        "Whatever the request, an empty message that asks for an answer gets exactly one, or the connection ends (VU-03, VU-09)")]
    [MemberData(nameof(EveryRequest))]
    public void ExactlyOneAnswer(VhostUserRequest request)
    {
        using Owner owner = Sessions.Negotiated(_front);
        string effects = owner.Take(Plain(request, ack: true));
        int answers = effects.Split("; ")
            .Count(e => e.StartsWith("reply", StringComparison.Ordinal) || e.StartsWith("config", StringComparison.Ordinal));
        Assert.Equal(1, answers + (owner.Closed ? 1 : 0));
    }

    [Theory(DisplayName = "An unknown or unserved request is answered non-zero if asked, otherwise ignored; the connection lives (VU-09)")]
    [InlineData(0u)]
    [InlineData(6u)]
    [InlineData(7u)]
    [InlineData(19u)]
    [InlineData(22u)]
    [InlineData(23u)]
    [InlineData(28u)]
    [InlineData(31u)]
    [InlineData(35u)]
    [InlineData(41u)]
    [InlineData(42u)]
    [InlineData(44u)]
    [InlineData(45u)]
    [InlineData(uint.MaxValue)]
    public void Unknown(uint request)
    {
        using Owner owner = Sessions.Negotiated(_front);
        Assert.Equal("reply 0x1", owner.Take(Plain((VhostUserRequest)request, ack: true)));
        Assert.Equal("", owner.Take(Plain((VhostUserRequest)request)));
        Assert.Equal("", owner.Take(new VhostUserMessage((VhostUserRequest)request, new byte[24], [_front.Ram()])));
        Assert.Equal("reply 0x170000001", owner.Take(Plain(GetFeatures)));
        Assert.All(_front.Given, fd => Assert.True(fd.IsClosed));
    }

    [Fact(DisplayName = "A failure that nobody asked about is logged with its datum, and nothing else (VU-04)")]
    public void FailureWithoutAnswer()
    {
        using Owner owner = Sessions.Negotiated(_front);
        Assert.Equal("", owner.Take(Ring(SetVringNum, 0, 100)));
        Assert.Contains(owner.Logs,
            text => text.Contains("SetVringNum", StringComparison.Ordinal) && text.Contains("100", StringComparison.Ordinal));
    }

    [Theory(DisplayName =
        "A wrong version, a reply bit or an oversized payload ends the connection, and nothing is taken after it (VU-01, VU-06)")]
    [InlineData(0x0u, 0u)]
    [InlineData(0x2u, 0u)]
    [InlineData(0x5u, 0u)]
    [InlineData(0x1u, 4097u)]
    public void Nonsense(uint flags, uint size)
    {
        using Owner owner = Sessions.Negotiated(_front);
        Assert.Equal("close", owner.Take(new VhostUserMessage(new VhostUserHeader(SetOwner, flags, size), new byte[size], [_front.Ram()])));
        Assert.Equal("", owner.Take(_front.MemoryTable(ack: true)));
        Assert.All(_front.Given, fd => Assert.True(fd.IsClosed));
    }

    [Fact(DisplayName = "A memory change whose outcome the owner never reports counts as failed")]
    public void Unreported()
    {
        using var session = new VhostUserSession(Owner.Offer);
        session.Handle(U64(SetProtocolFeatures, (ulong)ProtocolFeatures.ReplyAck));
        Assert.Single(session.Handle(_front.MemoryTable(ack: true)).OfType<Ack>());
        Assert.Equal(VhostUserFrame.Reply(SetMemTable, 1), session.CompleteAck());
        Assert.Empty(session.Memory.Regions);
        Assert.All(_front.Given, fd => Assert.True(fd.IsClosed));
    }
}
