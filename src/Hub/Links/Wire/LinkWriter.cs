using System.Buffers.Binary;
using System.Text;

namespace GpioHub.Hub.Links.Wire;

/// <summary>Writes numbers and texts one behind the other, little-endian, into bytes that grow.</summary>
internal ref struct LinkWriter(int expected)
{
    private byte[] _bytes = new byte[Math.Max(16, expected)];
    private int _length;

    /// <summary>What has been written.</summary>
    public readonly byte[] ToArray() => _bytes.Length == _length ? _bytes : _bytes[.._length];

    public void Byte(byte value) => Room(1)[0] = value;

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void UInt16(int value) => BinaryPrimitives.WriteUInt16LittleEndian(Room(2), checked((ushort)value));

    public void Int32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Room(4), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Room(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Room(8), value);

    public void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Room(8), value);

    /// <summary>A name: its length in a byte, then UTF-8.</summary>
    /// <exception cref="OverflowException">It is longer than 255 bytes.</exception>
    public void Name(string value)
    {
        int length = Encoding.UTF8.GetByteCount(value);
        Byte(checked((byte)length));
        Encoding.UTF8.GetBytes(value, Room(length));
    }

    /// <summary>A sentence for a person: as <see cref="Name"/>, cut where it is too long; null and "" are the same.</summary>
    /// <param name="most">Bytes, at most 255.</param>
    public void Sentence(string? value, int most)
    {
        value ??= "";
        int at = _length;
        Byte(0);
        int length = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            if (length + rune.Utf8SequenceLength > most) break;
            // a control character would be refused at the other end
            var written = Rune.IsControl(rune) ? new Rune(' ') : rune;
            length += written.EncodeToUtf8(Room(written.Utf8SequenceLength));
        }

        _bytes[at] = (byte)length;
    }

    private Span<byte> Room(int length)
    {
        if (_length + length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_length + length, _bytes.Length * 2));
        var room = _bytes.AsSpan(_length, length);
        _length += length;
        return room;
    }
}
