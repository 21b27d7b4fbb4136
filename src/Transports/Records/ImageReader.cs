using System.Runtime.InteropServices;
using System.Text;

namespace GpioHub.Transports.Records;

/// <summary>Reads what an <see cref="ImageWriter"/> has packed. Never throws: what is not there reads as 0, and <see cref="IsSound"/> tells
/// of it.</summary>
public ref struct ImageReader(ReadOnlySpan<ulong> words)
{
    private ReadOnlySpan<ulong> _rest = words;

    /// <summary>Everything that was read was there.</summary>
    public bool IsSound { get; private set; } = true;

    /// <summary>Nothing is left.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>Notes that what was read makes no sense.</summary>
    public void Doubt() => IsSound = false;

    public ulong Word()
    {
        if (_rest.IsEmpty)
        {
            IsSound = false;
            return 0;
        }

        ulong word = _rest[0];
        _rest = _rest[1..];
        return word;
    }

    public bool Flag()
    {
        ulong word = Word();
        IsSound &= word <= 1;
        return word == 1;
    }

    public ulong? Optional()
    {
        bool there = Flag();
        ulong number = Word();
        return there ? number : null;
    }

    /// <summary>A number of things that follow.</summary>
    /// <param name="most">More than this is no number of them.</param>
    public int Count(int most)
    {
        ulong count = Word();
        IsSound &= count <= (ulong)most;
        return IsSound ? (int)count : 0;
    }

    public string? Text()
    {
        ulong length = Word();
        if (length == ulong.MaxValue) return null;
        int wordCount = (int)((Math.Min(length, ImageWriter.MostTextBytes) + 7) / 8);
        IsSound &= length <= ImageWriter.MostTextBytes && wordCount <= _rest.Length;
        if (!IsSound) return null;
        string text = Encoding.UTF8.GetString(MemoryMarshal.AsBytes(_rest[..wordCount])[..(int)length]);
        _rest = _rest[wordCount..];
        return text;
    }
}
