using GpioHub.Transports.VhostUser;
using Xunit;
using static GpioHub.Transports.VhostUser.VhostUserRequest;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>Config space: 8 lines, 24 bytes of names.</summary>
public sealed class ConfigSpec
{
    private readonly FrontEnd _front = new();

    private static byte[] Payload(uint offset, uint length, uint flags, params byte[] bytes) =>
        [.. BitConverter.GetBytes(offset), .. BitConverter.GetBytes(length), .. BitConverter.GetBytes(flags), .. bytes];

    private string Ask(VhostUserRequest request, byte[] payload)
    {
        using Owner owner = Sessions.Negotiated(_front);
        string effects = owner.Take(new VhostUserMessage(request, payload, needReply: true));
        Assert.False(owner.Closed);
        return effects;
    }

    [Fact(DisplayName = "The whole config comes back with the same offset, length and flags (VU-49)")]
    public void Whole() => Assert.Equal("config [0000000008000000010000000800000018000000]", Ask(GetConfig, Payload(0, 8, 1, new byte[8])));

    [Fact(DisplayName = "Any window up to 256 bytes is answered, zeros beyond byte 8 (VU-50)")]
    public void AnyWindow()
    {
        byte[] config = [8, 0, 0, 0, 24, 0, 0, 0, .. new byte[512]];
        for (uint offset = 0; offset < 12; offset++)
        {
            for (uint length = 0; length <= 256; length++)
            {
                byte[] expected = Payload(offset, length, 0, config[(int)offset..(int)(offset + length)]);
                Assert.Equal($"config [{Convert.ToHexString(expected)}]", Ask(GetConfig, Payload(offset, length, 0, new byte[length])));
            }
        }
        Assert.Equal($"config [{Convert.ToHexString(Payload(0xffff_fff0, 4, 0, 0, 0, 0, 0))}]",
            Ask(GetConfig, Payload(0xffff_fff0, 4, 0, new byte[4])));
    }

    [Theory(DisplayName = "A window that wraps, is above 256 or disagrees with its payload gets an empty payload (VU-50)")]
    [InlineData(0xffff_ffffu, 2u, 2)]
    [InlineData(0u, 257u, 257)]
    [InlineData(0u, 8u, 7)]
    [InlineData(0u, 8u, 9)]
    [InlineData(0u, uint.MaxValue, 0)]
    public void NoWindow(uint offset, uint length, int bytes) =>
        Assert.Equal("config []", Ask(GetConfig, Payload(offset, length, 0, new byte[bytes])));

    [Fact(DisplayName = "GET_CONFIG with a descriptor gets the error form, and the descriptor is closed (VU-08)")]
    public void WithDescriptor()
    {
        using Owner owner = Sessions.Negotiated(_front);
        Assert.Equal("config []", owner.Take(new VhostUserMessage(GetConfig, Payload(0, 8, 0, new byte[8]), [_front.Ram()])));
        Assert.All(_front.Given, fd => Assert.True(fd.IsClosed));
    }

    [Theory(DisplayName = "A guest's SET_CONFIG succeeds and changes nothing; a migration may write what already stands there (VU-51)")]
    [InlineData(0u, 8, "reply 0x0")]
    [InlineData(0u, 9, "reply 0x0")]
    [InlineData(1u, 8, "reply 0x0")]
    [InlineData(1u, 9, "reply 0x1")]
    [InlineData(2u, 8, "reply 0x1")]
    public void SetConfig_(uint flags, byte lines, string answer)
    {
        Assert.Equal(answer, Ask(SetConfig, Payload(0, 8, flags, lines, 0, 0, 0, 24, 0, 0, 0)));
        Assert.Equal("config [0000000008000000000000000800000018000000]", Ask(GetConfig, Payload(0, 8, 0, new byte[8])));
    }

    [Fact(DisplayName = "A malformed SET_CONFIG is refused (VU-51)")]
    public void MalformedSet() => Assert.Equal("reply 0x1", Ask(SetConfig, Payload(0, 8, 1, 8)));
}
