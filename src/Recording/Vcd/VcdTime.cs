using System.Globalization;
using System.Text;

namespace GpioHub.Recording.Vcd;

/// <summary>Reads times of a file. Source: IEEE 1364-2005, clause 18.2.3.7, <c>$timescale</c>.</summary>
internal static class VcdTime
{
    private const long FsPerNs = 1_000_000;

    private static readonly string[] Units = ["fs", "ps", "ns", "us", "ms", "s"];

    /// <summary>The length of a unit, femtoseconds.</summary>
    /// <param name="text">Such as <c>10ps</c>.</param>
    /// <returns>False = it is none.</returns>
    public static bool TryReadScale(string text, out long fs)
    {
        fs = 0;
        int digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0) return false;
        int unit = Array.IndexOf(Units, text[digits..]);
        if (unit < 0 || text[..digits] is not ("1" or "10" or "100")) return false;
        fs = int.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        for (int i = 0; i < unit; i++) fs *= 1000;
        return true;
    }

    /// <summary>A time of the file in nanoseconds, rounded down.</summary>
    /// <param name="word">With its <c>#</c>.</param>
    public static long Read(ReadOnlySpan<byte> word, long unitFs, long line)
    {
        if (!ulong.TryParse(word[1..], NumberStyles.None, CultureInfo.InvariantCulture, out ulong time))
            throw new VcdException(line, $"{VcdText.Shown(word)} is no time; expected # and a whole number");
        var ns = (UInt128)time * (ulong)unitFs / FsPerNs;
        return ns <= long.MaxValue
            ? (long)ns
            : throw new VcdException(line, $"{VcdText.Shown(word)} is beyond the longest time, 292 years");
    }
}

/// <summary>Words of a file in messages.</summary>
internal static class VcdText
{
    private const int Longest = 40;

    /// <summary>A word in quotes, shortened, without control characters.</summary>
    public static string Shown(ReadOnlySpan<byte> word)
    {
        string text = Encoding.UTF8.GetString(word.Length > Longest ? word[..Longest] : word);
        string clean = string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));
        return $"\"{clean}{(word.Length > Longest ? "…" : "")}\"";
    }
}
