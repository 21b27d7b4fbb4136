using System.Globalization;
using System.Text;

namespace GpioHub.Configuration;

/// <summary>Text of a file for a terminal.</summary>
public static class PrintableText
{
    /// <summary>Removes control characters, so that none of a file reaches a terminal.</summary>
    public static string Of(string text)
    {
        if (!text.Any(char.IsControl)) return text;
        var clean = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            if (char.IsControl(c)) clean.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:X2}");
            else clean.Append(c);
        }
        return clean.ToString();
    }
}
