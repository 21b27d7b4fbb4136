using System.Globalization;

namespace GpioHub.Configuration;

/// <summary>An address of a line: <c>ID/LINE</c> is a chip's, <c>ID:LINE</c> a guest's. Source: IF-1.3.</summary>
/// <param name="Id">The text before the first <c>/</c> or <c>:</c>.</param>
/// <param name="OfGuest">Written with <c>:</c>.</param>
/// <param name="Line">The rest, verbatim: all digits = an offset (of a guest: a line number), else a name.</param>
public readonly record struct LineAddress(string Id, bool OfGuest, string Line)
{
    /// <summary>A name of digits only counts as an offset, so it cannot be used in an address.</summary>
    public bool IsOffset => IsAllDigits(Line);

    /// <summary>The offset; null if the line is given by name, or if the number is beyond any chip.</summary>
    public int? Offset => IsOffset && int.TryParse(Line, NumberStyles.None, CultureInfo.InvariantCulture, out int offset) ? offset : null;

    /// <returns>False if there is no <c>/</c> or <c>:</c>, or nothing before or after it.</returns>
    public static bool TryParse(string text, out LineAddress address)
    {
        ArgumentNullException.ThrowIfNull(text);
        int separator = text.AsSpan().IndexOfAny('/', ':');
        address = default;
        if (separator <= 0 || separator == text.Length - 1) return false;
        address = new LineAddress(text[..separator], text[separator] == ':', text[(separator + 1)..]);
        return true;
    }

    /// <summary>Whether a line's name reads as an offset.</summary>
    public static bool IsAllDigits(string name) => !string.IsNullOrEmpty(name) && name.All(char.IsAsciiDigit);

    public override string ToString() => $"{Id}{(OfGuest ? ':' : '/')}{Line}";
}
