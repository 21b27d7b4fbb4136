using GpioHub.Transports.Native;

namespace GpioHub.Transports.Records;

/// <summary>A named part of the record, which belongs to one piece of the rig.</summary>
/// <remarks>Each of its words has one reactor that writes it, through its <see cref="RecordTurn"/>.</remarks>
public sealed class RecordRegion
{
    private readonly SharedWords _words;

    internal RecordRegion(SharedWords words, string name, int head, int start, int count)
    {
        (_words, Name, Head, Start, Count) = (words, name, head, start, count);
    }

    public string Name { get; }

    /// <summary>Words.</summary>
    public int Count { get; }

    internal int Head { get; }

    internal int Start { get; }

    /// <summary>A word as it is.</summary>
    /// <param name="word">0 .. <see cref="Count"/> − 1.</param>
    public ulong this[int word] => _words.Read(At(word));

    /// <summary>Copies words out.</summary>
    public void CopyTo(int from, Span<ulong> into)
    {
        for (int i = 0; i < into.Length; i++) into[i] = this[from + i];
    }

    /// <summary>Words into which a system call writes; what it writes counts at once.</summary>
    public Span<ulong> Room(int word, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        _ = At(word + count - 1);
        return _words.Span(At(word), count);
    }

    internal int At(int word)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)word, (uint)Count, nameof(word));
        return Start + word;
    }
}
