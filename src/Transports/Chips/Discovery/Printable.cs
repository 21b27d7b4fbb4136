namespace GpioHub.Transports.Chips.Discovery;

/// <summary>Text of a device or a file name, made safe for a terminal.</summary>
internal static class Printable
{
    private const int Longest = 200;     // our limit: labels have 31 bytes, paths are longer but short

    /// <summary>Replaces control characters and lone surrogates by <c>?</c>; cuts a very long text.</summary>
    public static string Text(string text)
    {
        string shown = text.Length <= Longest ? text : $"{text.AsSpan(0, Longest)}…";
        return shown.Any(IsUnfit) ? string.Concat(shown.Select(c => IsUnfit(c) ? '?' : c)) : shown;
    }

    private static bool IsUnfit(char c) => char.IsControl(c) || char.IsSurrogate(c)
        || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
