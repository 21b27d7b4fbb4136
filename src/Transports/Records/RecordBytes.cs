using System.Buffers.Binary;
using System.Globalization;

namespace GpioHub.Transports.Records;

/// <summary>Bytes of any length in the record: after a kill all of the old ones are there, or all of the new ones.</summary>
/// <remarks>
/// <code>
///   region NAME      which | bytes | check
///   region NAME.N    the bytes, eight a word; N is which
/// </code>
/// New bytes get a region of their own, of which nobody knows until the turn counts; the region before stays until the bytes after these
/// are written. Their reactor only.
/// </remarks>
/// <param name="name">Of the region that says which bytes count.</param>
public sealed class RecordBytes(RecordFile record, string name)
{
    private const int WhichAt = 0, LengthAt = 1, CheckAt = 2, HeadWords = 3;

    private readonly RecordRegion _head = record.Region(name, HeadWords);

    /// <summary>Writes other bytes. At most once in a turn: the bytes before are needed until it counts.</summary>
    /// <exception cref="IOException">The record is full.</exception>
    public void Write(RecordTurn turn, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(turn);
        ulong which = _head[WhichAt] + 1;
        if (record.Find(NameOf(name, which - 2)) is { } old) record.Remove(old);
        ulong[] words = Packed(bytes);
        var region = record.Region(NameOf(name, which), words.Length);
        for (int i = 0; i < words.Length; i++) turn.WriteNow(region, i, words[i]);
        turn.Write(_head, WhichAt, which);
        turn.Write(_head, LengthAt, (ulong)bytes.Length);
        turn.Write(_head, CheckAt, RecordLayout.Check(words));
    }

    /// <summary>Reads the bytes that count.</summary>
    /// <param name="why">Why there are none, for a person.</param>
    /// <returns>null = there are none, or they are not what was written.</returns>
    public static byte[]? Read(RecordFile record, string name, out string why)
    {
        ArgumentNullException.ThrowIfNull(record);
        why = $"the record has no {name}";
        if (record.Find(name) is not { Count: HeadWords } head || head[WhichAt] == 0) return null;
        ulong length = head[LengthAt];
        why = $"the record's {name} is damaged";
        if (record.Find(NameOf(name, head[WhichAt])) is not { } region || length > (ulong)region.Count * sizeof(ulong)) return null;
        ulong[] words = new ulong[region.Count];
        region.CopyTo(0, words);
        if (RecordLayout.Check(words) != head[CheckAt]) return null;
        why = "";
        return Unpacked(words)[..(int)length];
    }

    private static string NameOf(string name, ulong which) => string.Create(CultureInfo.InvariantCulture, $"{name}.{which}");

    private static ulong[] Packed(ReadOnlySpan<byte> bytes)
    {
        byte[] whole = new byte[Math.Max(1, (bytes.Length + 7) / 8) * 8];
        bytes.CopyTo(whole);
        ulong[] words = new ulong[whole.Length / 8];
        for (int i = 0; i < words.Length; i++) words[i] = BinaryPrimitives.ReadUInt64LittleEndian(whole.AsSpan(i * 8));
        return words;
    }

    private static byte[] Unpacked(ulong[] words)
    {
        byte[] bytes = new byte[words.Length * 8];
        for (int i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * 8), words[i]);
        return bytes;
    }
}
