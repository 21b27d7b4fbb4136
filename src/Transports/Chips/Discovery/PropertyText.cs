namespace GpioHub.Transports.Chips.Discovery;

/// <summary>The <c>KEY=VALUE</c> lines of a uevent file (kobject_uevent) or of udev's database (<c>E:KEY=VALUE</c>). Pure.</summary>
internal static class PropertyText
{
    /// <summary>Our limit, characters: the kernel's own buffer of a whole uevent is 2048 bytes. It bounds the text on which a glob is
    /// tried.</summary>
    public const int LongestLine = 4096;

    /// <summary>Every value of a property, in the order of the text; none for a text that makes no sense.</summary>
    /// <param name="text">As read: perhaps cut short, perhaps nonsense.</param>
    /// <param name="prefix">What the lines of properties begin with; "" = each line is one.</param>
    public static IEnumerable<string> ValuesOf(string name, string? text, string prefix)
    {
        if (text is null || name.Length == 0) yield break;
        string start = $"{prefix}{name}=";
        int from = 0;
        while (from < text.Length)
        {
            int end = text.IndexOf('\n', from);
            if (end < 0) end = text.Length;
            ReadOnlySpan<char> line = text.AsSpan(from, end - from);
            string? value = line.Length <= LongestLine && line.StartsWith(start, StringComparison.Ordinal)
                ? line[start.Length..].ToString()
                : null;
            from = end + 1;
            if (value is not null) yield return value;
        }
    }
}
