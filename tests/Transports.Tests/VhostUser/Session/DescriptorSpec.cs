using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using Xunit;
using static GpioHub.Transports.VhostUser.VhostUserRequest;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>Descriptors where none, fewer, more or others are expected (VU-08, VU-32).</summary>
public sealed class DescriptorSpec
{
    private readonly FrontEnd _front = new();

    public static TheoryData<VhostUserRequest, int> Legal() => new()
    {
        { SetVringKick, 1 },
        { SetVringCall, 1 },
        { SetVringErr, 1 },
        { SetBackendReqFd, 1 },
        { AddMemReg, 1 },
        { RemMemReg, 1 },
    };

    [Theory(DisplayName =
        "A message that takes no descriptor fails with one, and a reply of its own becomes the end; all are closed (VU-08)")]
    [InlineData(GetFeatures, "close")]
    [InlineData(GetProtocolFeatures, "close")]
    [InlineData(GetQueueNum, "close")]
    [InlineData(GetMaxMemSlots, "close")]
    [InlineData(GetVringBase, "close")]
    [InlineData(SetOwner, "reply 0x1")]
    [InlineData(ResetOwner, "reply 0x1")]
    [InlineData(VhostUserRequest.ResetDevice, "reply 0x1")]
    [InlineData(SetFeatures, "reply 0x1")]
    [InlineData(SetProtocolFeatures, "reply 0x1")]
    [InlineData(SetVringNum, "reply 0x1")]
    [InlineData(SetVringBase, "reply 0x1")]
    [InlineData(SetVringAddr, "reply 0x1")]
    [InlineData(SetVringEnable, "reply 0x1")]
    [InlineData(SetConfig, "reply 0x1")]
    public void Unwanted(VhostUserRequest request, string effects)
    {
        using Owner owner = Sessions.Negotiated(_front);
        Assert.Equal(effects,
            owner.Take(new VhostUserMessage(request, new byte[8], [_front.Ram(), _front.Notification()], needReply: true)));
        Assert.All(_front.Given, fd => Assert.True(fd.IsClosed));
    }

    [Theory(DisplayName = "One descriptor too many fails the message, and all are closed (VU-08)")]
    [MemberData(nameof(Legal))]
    public void OneTooMany(VhostUserRequest request, int most)
    {
        using Owner owner = Sessions.Negotiated(_front);
        ReceivedFd[] fds = [.. Enumerable.Range(0, most + 1).Select(_ => _front.Notification())];
        Assert.Equal("reply 0x1", owner.Take(new VhostUserMessage(request, new byte[8], fds, needReply: true)));
        Assert.All(_front.Given, fd => Assert.True(fd.IsClosed));
    }

    [Theory(DisplayName = "Bit 8 and the descriptor must agree (VU-08)")]
    [InlineData(SetVringKick)]
    [InlineData(SetVringCall)]
    [InlineData(SetVringErr)]
    public void Disagreement(VhostUserRequest request)
    {
        using Owner owner = Sessions.Negotiated(_front);
        Assert.Equal("reply 0x1",
            owner.Take(new VhostUserMessage(request, new VringFd(0, NoFd: true).Encode(), [_front.Notification()], needReply: true)));
        Assert.Equal("reply 0x1", owner.Take(new VhostUserMessage(request, new VringFd(0, NoFd: false).Encode(), [], needReply: true)));
        Assert.All(_front.Given, fd => Assert.True(fd.IsClosed));
    }

    [Theory(DisplayName = "A kick, call or error descriptor is an eventfd, a pipe or a socket; a file is refused (VU-32)")]
    [InlineData(SetVringKick)]
    [InlineData(SetVringCall)]
    [InlineData(SetVringErr)]
    public void Kinds(VhostUserRequest request)
    {
        using Owner owner = Sessions.Negotiated(_front);
        ReceivedFd file = _front.Received(MemFd.Create("gpiohub-test", 8), request);
        Assert.Equal("reply 0x1", owner.Take(new VhostUserMessage(request, new VringFd(0, false).Encode(), [file], needReply: true)));
        Assert.All(_front.Given, fd => Assert.True(fd.IsClosed));

        (UnixStream ours, UnixStream theirs) = UnixStream.Pair();
        using (theirs)
        {
            ReceivedFd socket = _front.Received(ours, request);
            Assert.EndsWith("reply 0x0",
                owner.Take(new VhostUserMessage(request, new VringFd(0, false).Encode(), [socket], needReply: true)),
                StringComparison.Ordinal);
        }
    }
}
