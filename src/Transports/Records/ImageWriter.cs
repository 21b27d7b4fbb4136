using System.Runtime.InteropServices;
using System.Text;

namespace GpioHub.Transports.Records;

/// <summary>Packs what is written seldom into words: numbers, and texts of up to <see cref="MostTextBytes"/> bytes.</summary>
public sealed class ImageWriter
{
    /// <summary>A longer text is cut. Our limit: a reason for a person.</summary>
    public const int MostTextBytes = 512;

    private readonly List<ulong> _words = [];

    /// <summary>What was written so far.</summary>
    public ReadOnlySpan<ulong> Words => CollectionsMarshal.AsSpan(_words);

    public void Clear() => _words.Clear();

    public void Write(ulong word) => _words.Add(word);

    public void Write(bool flag) => _words.Add(flag ? 1UL : 0);

    /// <param name="number">null is written too.</param>
    public void Write(ulong? number)
    {
        Write(number is not null);
        Write(number ?? 0);
    }

    /// <param name="text">null is written too.</param>
    public void Write(string? text)
    {
        if (text is null)
        {
            _words.Add(ulong.MaxValue);
            return;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int length = Math.Min(bytes.Length, MostTextBytes);
        _words.Add((ulong)length);
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        for (int at = 0; at < length; at += sizeof(ulong))
        {
            word.Clear();
            bytes.AsSpan(at, Math.Min(sizeof(ulong), length - at)).CopyTo(word);
            _words.Add(MemoryMarshal.Read<ulong>(word));
        }
    }
}
