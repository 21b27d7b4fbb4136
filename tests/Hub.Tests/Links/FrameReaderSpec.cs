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
    public async Task Pieces(int most)
    {
        byte[][] sent = [[1], [], [2, 3], new byte[4_093], [4], new byte[50_000], [5], [6]];
        var reader = new FrameReader(new Cut(sent.SelectMany(Framed), most));
        foreach (byte[] frame in sent)
        {
            Assert.True(await reader.NextAsync());
            Assert.True(reader.Frame.SequenceEqual(frame));
        }

        Assert.False(await reader.NextAsync());
    }

    [Theory(DisplayName = "A frame that ends in its middle is none")]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(9)]
    public async Task Torn(int length) =>
        Assert.False(await new FrameReader(new Cut(Framed(new byte[6]).Take(length), 100)).NextAsync());

    [Theory(DisplayName = "No room is made for a frame longer than any of a hub (LK-16)")]
    [InlineData(FrameReader.MostBytes + 1u)]
    [InlineData(uint.MaxValue)]
    [InlineData(0x8000_0000u)]
    public async Task TooLong(uint length)
    {
        byte[] head = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(head, length);
        var reader = new FrameReader(new Cut(head, 100));
        Assert.Equal($"a frame of {length} bytes",
            (await Assert.ThrowsAsync<IOException>(async () => await reader.NextAsync())).Message);
    }

    [Theory(DisplayName = "A message that a hub frames itself is read as one of Akka.Remote's: its bytes, from its host (LK-16)")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_384)]
    [InlineData(LinkCodec.MostBytes)]
    public async Task Envelope(int length)
    {
        byte[] message = new byte[length];
        new Random(length).NextBytes(message);
        byte[] frame = new RigEnvelope(Self, "Bench-B").Frame(message);
        var reader = new FrameReader(new MemoryStream(frame));
        Assert.True(await reader.NextAsync());
        Assert.Equal((FrameKind.Message, "bench-a", Convert.ToHexString(message)), Read(reader.Frame));
        Assert.Equal(frame.Length - FrameReader.HeadBytes, reader.Frame.Length);
    }

    private static (FrameKind, string?, string) Read(ReadOnlySpan<byte> frame)
    {
        var kind = RigFrame.Read(frame, Peer, out string? host, out var content);
        return (kind, host, Convert.ToHexString(content));
    }

    private static byte[] Framed(byte[] frame) => [.. BitConverter.GetBytes(frame.Length), .. frame];

    private sealed class Cut(IEnumerable<byte> bytes, int most) : MemoryStream([.. bytes])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
    }
}
