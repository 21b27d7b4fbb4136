using System.Buffers;
using System.Globalization;

namespace GpioHub.Recording.Vcd;

/// <summary>Cuts a text that comes in pieces into words, and counts its lines.</summary>
internal sealed class VcdWords
{
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\n\f\v"u8);

    private readonly ArrayBufferWriter<byte> _carried = new();     // the beginning of a word whose end has not come
    private bool _isCarriedOut;                                    // it was given out, and is to be forgotten

    /// <summary>The line of the word that was given out last, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Takes the next word off a piece; what is no whole word yet is kept for the next piece.</summary>
    /// <param name="text">Shortened by what was taken.</param>
    /// <param name="word">Valid until the next call.</param>
    /// <returns>False = the piece is used up.</returns>
    public bool TryTake(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> word)
    {
        word = default;
        if (_isCarriedOut) Forget();
        if (_carried.WrittenCount == 0)
        {
            int first = text.IndexOfAnyExcept(Blanks);
            Line += text[..(first < 0 ? text.Length : first)].Count((byte)'\n');
            if (first < 0) return false;
            text = text[first..];
        }

        int end = text.IndexOfAny(Blanks);
        int length = _carried.WrittenCount + (end < 0 ? text.Length : end);
        if (length > VcdLimits.Word)
            throw new VcdException(Line, string.Create(CultureInfo.InvariantCulture, $"a word of more than {VcdLimits.Word} bytes"));
        if (end < 0)
        {
            _carried.Write(text);
            text = [];
            return false;
        }

        word = text[..end];
        text = text[end..];
        if (_carried.WrittenCount > 0)
        {
            _carried.Write(word);
            word = _carried.WrittenSpan;
            _isCarriedOut = true;
        }
        return true;
    }

    /// <summary>The word with which the text ends, if no blank follows it.</summary>
    public bool TryTakeLast(out ReadOnlySpan<byte> word)
    {
        if (_isCarriedOut) Forget();
        word = _carried.WrittenSpan;
        _isCarriedOut = true;
        return !word.IsEmpty;
    }

    private void Forget()
    {
        _carried.ResetWrittenCount();
        _isCarriedOut = false;
    }
}
