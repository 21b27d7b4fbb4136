namespace GpioHub.Hub.Links.Wire;

/// <summary>The fields of one message in the encoding of Protocol Buffers, one after the other. Source: protobuf.dev, "Encoding".</summary>
/// <remarks>Stricter than the library that reads the same bytes behind it: each field stands once, and in one way. So there are no two
/// readings of them.</remarks>
internal ref struct FrameFields(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;
    private uint _seen;

    /// <summary>Its number, 1 … 15.</summary>
    public int Field { get; private set; }

    /// <summary>Of a field that is a number.</summary>
    public ulong Number { get; private set; }

    /// <summary>Of a field that is text, bytes or a message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The field holds bytes, not a number.</summary>
    public bool HasBytes { get; private set; }

    /// <summary>These are no such fields.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Goes to the next field; false = there is none, or <see cref="IsBroken"/>.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty || IsBroken) return false;
        byte key = _rest[0];
        _rest = _rest[1..];
        Field = key >> 3;
        (Number, HasBytes) = (0, false);
        Bytes = default;
        uint bit = 1u << Field;
        // A key of two bytes names a field beyond 15, which none of ours has.
        if (Field == 0 || key > 0x7F || (_seen & bit) != 0) return Break();
        _seen |= bit;
        return (key & 7) switch
        {
            0 => ReadNumber(),
            1 => ReadFixed(),
            2 => ReadBytes(),
            _ => Break(),
        };
    }

    private bool ReadNumber()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64 && !_rest.IsEmpty; shift += 7)
        {
            byte part = _rest[0];
            _rest = _rest[1..];
            value |= (ulong)(part & 0x7F) << shift;
            if (part > 0x7F) continue;
            Number = value;
            return true;
        }

        return Break();
    }

    private bool ReadFixed()
    {
        if (_rest.Length < 8) return Break();
        Number = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(_rest);
        _rest = _rest[8..];
        return true;
    }

    private bool ReadBytes()
    {
        if (!ReadNumber() || Number > (ulong)_rest.Length) return Break();
        Bytes = _rest[..(int)Number];
        _rest = _rest[(int)Number..];
        HasBytes = true;
        return true;
    }

    private bool Break()
    {
        IsBroken = true;
        return false;
    }
}
