using GpioHub.Transports.VhostUser;
using Xunit;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>Layouts of VU-S1, byte by byte.</summary>
public sealed class PayloadSpec
{
    /// <summary>0, 1, 2, …: every field then has a value of its own.</summary>
    private static byte[] Counting(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)i)];

    [Fact(DisplayName = "vring state: index at 0, number at 4")]
    public void State()
    {
        Assert.True(VringState.TryDecode(Counting(8), out VringState state));
        Assert.Equal(new VringState(0x03020100, 0x07060504), state);
        Assert.Equal(Counting(8), state.Encode());
    }

    [Fact(DisplayName = "vring addr: used at 16 comes before avail at 24")]
    public void Addresses()
    {
        Assert.True(VringAddresses.TryDecode(Counting(40), out VringAddresses addresses));
        Assert.Equal(0x03020100u, addresses.Index);
        Assert.Equal(0x07060504u, addresses.Flags);
        Assert.Equal(0x0f0e0d0c0b0a0908ul, addresses.Descriptors);
        Assert.Equal(0x1716151413121110ul, addresses.Used);
        Assert.Equal(0x1f1e1d1c1b1a1918ul, addresses.Available);
        Assert.Equal(0x2726252423222120ul, addresses.Log);
        Assert.Equal(Counting(40), addresses.Encode());
    }

    [Theory(DisplayName = "A vring fd has the ring in bits 0-7, 'no descriptor' in bit 8, and nothing else (VU-30)")]
    [InlineData(0x001ul, 1u, false)]
    [InlineData(0x1fful, 255u, true)]
    public void Fd(ulong value, uint ring, bool noFd)
    {
        Assert.True(VringFd.TryDecode(BitConverter.GetBytes(value), out VringFd fd));
        Assert.Equal(new VringFd(ring, noFd), fd);
        Assert.Equal(BitConverter.GetBytes(value), fd.Encode());
        Assert.False(VringFd.TryDecode(BitConverter.GetBytes(value | 0x200), out _));
        Assert.False(VringFd.TryDecode(BitConverter.GetBytes(value | 1ul << 63), out _));
    }

    [Fact(DisplayName = "single region: padding at 0, then guest address, size, user address, file offset")]
    public void SingleRegion()
    {
        Assert.True(RegionDescription.TryDecodeSingle(Counting(40), out RegionDescription region));
        Assert.Equal(new RegionDescription(0x0f0e0d0c0b0a0908, 0x1716151413121110, 0x1f1e1d1c1b1a1918, 0x2726252423222120), region);
        Assert.Equal(Counting(40)[8..], region.EncodeSingle()[8..]);
    }

    [Fact(DisplayName = "memory table: count at 0, regions from 8; a longer payload is legal, a shorter one is not")]
    public void Table()
    {
        RegionDescription[] two = [new(1, 2, 3, 4), new(5, 6, 7, 8)];
        byte[] bytes = MemoryTablePayload.Encode(two);
        Assert.Equal(72, bytes.Length);
        Assert.Equal(2, bytes[0]);

        Assert.True(MemoryTablePayload.TryDecode(bytes, out RegionDescription[] decoded));
        Assert.Equal(two, decoded);
        bytes[0] = 1;
        Assert.True(MemoryTablePayload.TryDecode(bytes, out decoded));
        Assert.Equal(two[..1], decoded);
        bytes[0] = 3;
        Assert.False(MemoryTablePayload.TryDecode(bytes, out _));
        Assert.False(MemoryTablePayload.TryDecode(bytes.AsSpan(0, 7), out _));
        bytes.AsSpan(0, 4).Fill(0xff);
        Assert.False(MemoryTablePayload.TryDecode(bytes, out _));
    }

    [Fact(DisplayName = "config: offset at 0, length at 4, flags at 8, bytes from 12")]
    public void Config()
    {
        byte[] bytes = [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0xaa, 0xbb];
        Assert.True(ConfigPayload.TryDecode(bytes, out ConfigPayload config));
        Assert.Equal((1u, 3u), (config.Offset, config.Flags));
        Assert.Equal([0xaa, 0xbb], config.Bytes.ToArray());
        Assert.Equal(bytes, config.Encode());
    }

    [Fact(DisplayName = "No payload of the wrong length is decoded, whatever the length")]
    public void WrongLengths()
    {
        for (int length = 0; length <= 4096; length++)
        {
            var bytes = new byte[length];
            Assert.Equal(length == 8, VringState.TryDecode(bytes, out _));
            Assert.Equal(length == 8, VringFd.TryDecode(bytes, out _));
            Assert.Equal(length == 8, VhostUserFrame.TryReadU64(bytes, out _));
            Assert.Equal(length == 40, VringAddresses.TryDecode(bytes, out _));
            Assert.Equal(length == 40, RegionDescription.TryDecodeSingle(bytes, out _));
            Assert.Equal(length == 12, ConfigPayload.TryDecode(bytes, out _));
        }
    }
}
