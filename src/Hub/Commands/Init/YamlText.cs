using System.Globalization;
using System.Text;

namespace GpioHub.Hub.Commands.Init;

/// <summary>Text that others have chosen, as a rig's file has to have it. Pure.</summary>
internal static class YamlText
{
    /// <summary>What older parsers take for a boolean, or for nothing.</summary>
    private static readonly HashSet<string> Words =
        new(["y", "n", "yes", "no", "on", "off", "true", "false", "null"], StringComparer.OrdinalIgnoreCase);

    /// <summary>In double quotes: what a YAML parser reads is the text, whatever is in it.</summary>
    public static string Quoted(string text)
    {
        var made = new StringBuilder("\"");
        foreach (char c in text)
        {
            if (c is '"' or '\\') made.Append('\\').Append(c);
            else if (IsPlain(c)) made.Append(c);
            else made.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
        }
        return made.Append('"').ToString();
    }

    /// <summary>The same below a guest, where a brace has a meaning.</summary>
    public static string QuotedBelowGuest(string text) => Quoted(text.Replace("{", "{{", StringComparison.Ordinal));

    /// <summary>A key that no YAML parser takes for a number or a boolean: as it is, or in quotes.</summary>
    public static string Key(string id) => char.IsAsciiLetter(id[0]) && !Words.Contains(id) ? id : Quoted(id);

    /// <summary>For people, in a comment: it stays on its line.</summary>
    public static string Comment(string text) => string.Concat(text.Select(c => IsPlain(c) ? c : '?'));

    /// <summary>A glob that only this text matches.</summary>
    public static string Glob(string text) =>
        string.Concat(text.Select(c => c is '*' or '?' or '[' ? $"[{c}]" : c.ToString()));

    /// <summary>ASCII that is printed, and letters and digits of any script that are one UTF-16 unit.</summary>
    private static bool IsPlain(char c) => c is >= ' ' and <= '~' || (c > '~' && char.IsLetterOrDigit(c));
}
