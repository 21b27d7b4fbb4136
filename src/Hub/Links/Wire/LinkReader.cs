using System.Buffers.Binary;
using System.Text;

namespace GpioHub.Hub.Links.Wire;

/// <summary>Reads what <see cref="LinkWriter"/> writes, of somebody who may have written anything. After the first
/// <see cref="Fault"/> everything reads as 0.</summary>
internal ref struct LinkReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Why the bytes are no message; null = nothing is wrong so far.</summary>
    public string? Fault { get; private set; }

    /// <summary>Bytes that have not been read.</summary>
    public readonly int Left => _rest.Length;

    /// <summary>The rest is not read: what a later version has added.</summary>
    public void Skip() => _rest = default;

    /// <summary>Tells that what was read cannot be.</summary>
    public void Refuse(string why) => Fault ??= why;

    public byte Byte() => Take(1) is [var value] ? value : (byte)0;

    public bool Flag()
    {
        byte value = Byte();
        if (value > 1) Refuse("a flag that is neither 0 nor 1");
        return value == 1;
    }

    public int UInt16() => Take(2) is { Length: 2 } taken ? BinaryPrimitives.ReadUInt16LittleEndian(taken) : 0;

    public int Int32() => Take(4) is { Length: 4 } taken ? BinaryPrimitives.ReadInt32LittleEndian(taken) : 0;

    public uint UInt32() => Take(4) is { Length: 4 } taken ? BinaryPrimitives.ReadUInt32LittleEndian(taken) : 0;

    public long Int64() => Take(8) is { Length: 8 } taken ? BinaryPrimitives.ReadInt64LittleEndian(taken) : 0;

    public ulong UInt64() => Take(8) is { Length: 8 } taken ? BinaryPrimitives.ReadUInt64LittleEndian(taken) : 0;

    /// <summary>A count: at least <paramref name="least"/>.</summary>
    public long Count(long least)
    {
        long value = Int64();
        if (value < least) Refuse("a count below its least");
        return value;
    }

    /// <summary>The length of a list whose entries are at least so many bytes long: nothing is allocated for entries that are not
    /// there.</summary>
    public int Entries(int most, int entryBytes)
    {
        int count = UInt16();
        if (count > most) Refuse($"a list of more than {most} entries");
        else if ((long)count * entryBytes > _rest.Length) Refuse("a list that ends before its last entry");
        return Fault is null ? count : 0;
    }

    /// <summary>Printable text of <paramref name="least"/> … <paramref name="most"/> bytes.</summary>
    public string Text(int least, int most)
    {
        int length = Byte();
        if (length < least || length > most)
        {
            Refuse($"a text of {length} bytes; {least} … {most} may be");
            return "";
        }

        try
        {
            string text = Strict.GetString(Take(length));
            // None of it may forge a line of the log, or write to a terminal.
            foreach (char c in text)
                if (char.IsControl(c) || c is '\u2028' or '\u2029') Refuse("a control character in a text");
            return Fault is null ? text : "";
        }
        catch (DecoderFallbackException)
        {
            Refuse("a text that is not UTF-8");
            return "";
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length) Refuse("it ends too early");
        if (Fault is not null) return default;
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
