using System.Buffers.Binary;
using GpioHub.Hub.Links.Transport;
using GpioHub.Hub.Links.Wire;
using Xunit;

namespace GpioHub.Hub.Tests.Links;

/// <summary>Frames out of a stream of bytes, and the frames that a hub writes itself.</summary>
public sealed class FrameReaderSpec
{
    private static readonly RigAddress Self = new("Bench-A", isEncrypted: true), Peer = new("bench-b", isEncrypted: true);

    [Theory(DisplayName = "However a connection cuts its bytes, frames come out whole and in their order")]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4_096)]
    [InlineData(1_000_000)]
    public void Pieces(int most)
    {
        byte[][] sent = [[1], [], [2, 3], new byte[4_093], [4], new byte[50_000], [5], [6]];
        var reader = new FrameReader(new Cut(sent.SelectMany(Framed), most));
        foreach (byte[] frame in sent)
        {
            Assert.True(reader.Next(out var read));
            Assert.True(read.SequenceEqual(frame));
        }

        Assert.False(reader.Next(out _));
    }

    [Theory(DisplayName = "A frame that ends in its middle is none")]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(9)]
    public void Torn(int length) => Assert.False(new FrameReader(new Cut(Framed(new byte[6]).Take(length), 100)).Next(out _));

    [Theory(DisplayName = "No room is made for a frame longer than any of a hub (LK-16)")]
    [InlineData(FrameReader.MostBytes + 1u)]
    [InlineData(uint.MaxValue)]
    [InlineData(0x8000_0000u)]
    public void TooLong(uint length)
    {
        byte[] head = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(head, length);
        Assert.Equal($"a frame of {length} bytes",
            Assert.Throws<IOException>(() => new FrameReader(new Cut(head, 100)).Next(out _)).Message);
    }

    [Theory(DisplayName = "A message that a hub frames itself is read as one of Akka.Remote's: its bytes, from its host (LK-16)")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_384)]
    [InlineData(LinkCodec.MostBytes)]
    public void Envelope(int length)
    {
        byte[] message = new byte[length];
        new Random(length).NextBytes(message);
        byte[] frame = new RigEnvelope(Self, "Bench-B").Frame(message);
        var reader = new FrameReader(new MemoryStream(frame));
        Assert.True(reader.Next(out var read));
        Assert.Equal(FrameKind.Message, RigFrame.Read(read, Peer, out string? host, out var content));
        Assert.Equal("bench-a", host);
        Assert.True(content.SequenceEqual(message));
        Assert.Equal(frame.Length - FrameReader.HeadBytes, read.Length);
    }

    private static byte[] Framed(byte[] frame) => [.. BitConverter.GetBytes(frame.Length), .. frame];

    private sealed class Cut(IEnumerable<byte> bytes, int most) : MemoryStream([.. bytes])
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, most)]);
    }
}
