using GpioHub.Transports.VhostUser;
using Xunit;

namespace GpioHub.Transports.Tests.VhostUser;

public sealed class HeaderSpec
{
    private static byte[] Bytes(uint request, uint flags, uint size) =>
        [.. BitConverter.GetBytes(request), .. BitConverter.GetBytes(flags), .. BitConverter.GetBytes(size)];

    [Fact(DisplayName = "A header is request, flags, size, four bytes each, in the host's byte order (VU-01)")]
    public void Layout()
    {
        Assert.Null(VhostUserHeader.Decode(Bytes(24, 0x9, 20), out VhostUserHeader header));
        Assert.Equal(new VhostUserHeader(VhostUserRequest.GetConfig, 0x9, 20), header);
        Assert.True(header.NeedsReply);
        Assert.False(header.IsReply);

        var written = new byte[VhostUserHeader.Size];
        header.Encode(written);
        Assert.Equal(Bytes(24, 0x9, 20), written);
    }

    [Theory(DisplayName = "Any version but 1 is refused, and so is an undefined flag; the text names the value (VU-01)")]
    [InlineData(0x0u, "version 0")]
    [InlineData(0x2u, "version 2")]
    [InlineData(0x3u, "version 3")]
    [InlineData(0x11u, "0x11")]
    [InlineData(0x8000_0001u, "0x80000001")]
    public void WrongFlags(uint flags, string named) =>
        Assert.Contains(named, VhostUserHeader.Decode(Bytes(1, flags, 0), out _), StringComparison.Ordinal);

    [Theory(DisplayName = "4096 bytes of payload are read, one more is refused (VU-06)")]
    [InlineData(4096u, true)]
    [InlineData(4097u, false)]
    [InlineData(uint.MaxValue, false)]
    public void LongestPayload(uint size, bool accepted) =>
        Assert.Equal(accepted, VhostUserHeader.Decode(Bytes(5, 1, size), out _) is null);

    [Fact(DisplayName = "The flags of a reply are exactly 0x5 (VU-02)")]
    public void ReplyFlags()
    {
        Assert.Equal([.. Bytes(1, 0x5, 8), .. BitConverter.GetBytes(7UL)], VhostUserFrame.Reply(VhostUserRequest.GetFeatures, 7UL));
        Assert.Equal(Bytes(24, 0x5, 0), VhostUserFrame.Reply(VhostUserRequest.GetConfig, []));
    }

    [Fact(DisplayName = "A request carries flags 0x1, with NEED_REPLY 0x9")]
    public void RequestFlags()
    {
        Assert.Equal(Bytes(3, 0x1, 0), VhostUserFrame.Request(VhostUserRequest.SetOwner));
        Assert.Equal([.. Bytes(2, 0x9, 8), .. BitConverter.GetBytes(7UL)],
            VhostUserFrame.Request(VhostUserRequest.SetFeatures, 7UL, needReply: true));
    }
}
