using System.Globalization;

namespace GpioHub.Rules.Buses;

/// <summary>The value of a bus, as levels of its lines and as text. Pure. Source: IF-1.15.</summary>
/// <remarks>The first line is the most significant: of a bus of four, 10 is active, inactive, active, inactive.</remarks>
public static class BusValue
{
    /// <summary>The most lines that one value has room for.</summary>
    public const int MostLines = 64;

    private const string HexPrefix = "0x", BinaryPrefix = "0b";

    /// <summary>The largest value.</summary>
    /// <param name="lines">1 … <see cref="MostLines"/>.</param>
    public static ulong Largest(int lines) => ulong.MaxValue >> (MostLines - lines);

    /// <summary>The level of one line.</summary>
    /// <param name="place">0 = the most significant.</param>
    /// <param name="lines">Of the bus.</param>
    public static bool LevelAt(ulong value, int place, int lines) => ((value >> (lines - 1 - place)) & 1) == 1;

    /// <summary>The value of these levels, the most significant first.</summary>
    public static ulong Of(IEnumerable<bool> levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        ulong value = 0;
        foreach (bool level in levels) value = (value << 1) | (level ? 1UL : 0);
        return value;
    }

    /// <summary>Reads decimal digits, <c>0x</c> with hexadecimal or <c>0b</c> with binary ones.</summary>
    public static bool TryParse(string text, out ulong value)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith(HexPrefix, StringComparison.OrdinalIgnoreCase))
            return ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        if (text.StartsWith(BinaryPrefix, StringComparison.OrdinalIgnoreCase))
            return ulong.TryParse(text.AsSpan(2), NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture, out value);
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>As <c>0x0a</c>: as many digits as the bus needs.</summary>
    public static string Hex(ulong value, int lines) =>
        HexPrefix + value.ToString("x", CultureInfo.InvariantCulture).PadLeft((lines + 3) / 4, '0');

    /// <summary>As <c>0b1010</c>: a digit for each line.</summary>
    public static string Binary(ulong value, int lines) =>
        BinaryPrefix + value.ToString("b", CultureInfo.InvariantCulture).PadLeft(lines, '0');
}
