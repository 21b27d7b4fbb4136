using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace GpioHub.Hub.Links.Transport;

/// <summary>Frames of a connection, each behind its length in four bytes, little-endian, as Akka.Remote's own transport has them. The
/// connection's reader only.</summary>
internal sealed class FrameReader(Stream stream)
{
    /// <summary>Bytes before a frame.</summary>
    public const int HeadBytes = 4;

    /// <summary>Bytes of the longest frame: the longest message of a link, and what Akka.Remote puts around it.</summary>
    public const int MostBytes = 1_000_000;

    /// <summary>Bytes of the longest frame of somebody who has not said who it is: our limit. To say so takes some hundred.</summary>
    public const int MostOfStranger = 1_000;

    private const int LeastBuffer = 4_096;

    private byte[] _buffer = new byte[LeastBuffer];
    private int _from, _to;
    private int _at, _length;
    private int _parts;

    /// <summary>Bytes of the longest frame that is let in.</summary>
    public int Most { get; set; } = MostBytes;

    /// <summary>The last frame that <see cref="NextAsync"/> has found; valid until its next call.</summary>
    public ReadOnlySpan<byte> Frame => _buffer.AsSpan(_at, _length);

    /// <summary>How many parts of the stream have come since the last call.</summary>
    public int TakeParts()
    {
        int parts = _parts;
        _parts = 0;
        return parts;
    }

    /// <summary>Finds the next frame.</summary>
    /// <returns>false = there is none: the other end sends no more.</returns>
    /// <exception cref="IOException">The connection is broken, or what comes is no frame.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> NextAsync()
    {
        if (_to - _from < HeadBytes && !await FillAsync(HeadBytes).ConfigureAwait(false)) return false;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_from));
        if (length > Most) throw new IOException($"a frame of {length} bytes");
        _from += HeadBytes;
        if (_to - _from < length && !await FillAsync((int)length).ConfigureAwait(false)) return false;
        (_at, _length) = (_from, (int)length);
        _from += (int)length;
        return true;
    }

    /// <summary>Has so many bytes in the buffer, one behind the other.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FillAsync(int count)
    {
        int kept = _to - _from;
        if (_from + count > _buffer.Length)
        {
            // One that had to be long is not kept: most messages are short.
            byte[] room = count > _buffer.Length ? new byte[count] : kept == 0 && _buffer.Length > LeastBuffer && count <= LeastBuffer
                ? new byte[LeastBuffer] : _buffer;
            _buffer.AsSpan(_from, kept).CopyTo(room);
            (_buffer, _from, _to) = (room, 0, kept);
        }

        while (_to - _from < count)
        {
            int length = await stream.ReadAsync(_buffer.AsMemory(_to)).ConfigureAwait(false);
            if (length == 0) return false;
            _to += length;
            _parts++;
        }

        return true;
    }
}
