using System.Globalization;
using System.Text;

namespace GpioHub.Recording.Vcd;

/// <summary>Names as VCD files can bear them, and the real ones beside them.</summary>
/// <remarks>A reader takes a space for the end of a name, and some take a bracket or a dot for more than a letter. So names are made of
/// letters, digits and <c>_</c>; what a name really is stands in a comment. Source: IF-4.2.</remarks>
internal static class VcdName
{
    /// <summary>Every byte that is no letter, digit or <c>_</c> becomes <c>_</c>.</summary>
    public static string Mangled(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.Length == 0) return "_";
        for (int i = 0; i < bytes.Length; i++)
            if (!char.IsAsciiLetterOrDigit((char)bytes[i])) bytes[i] = (byte)'_';
        return Encoding.ASCII.GetString(bytes);
    }

    /// <summary>The name in its scope: the second of one name gets <c>_2</c>, the third <c>_3</c>, unless that is taken too.</summary>
    /// <param name="taken">Names that the scope has; the result is added.</param>
    public static string Unique(string name, HashSet<string> taken)
    {
        string mangled = Mangled(name), unique = mangled;
        for (int number = 2; !taken.Add(unique); number++)
            unique = string.Create(CultureInfo.InvariantCulture, $"{mangled}_{number}");
        return unique;
    }

    /// <summary>Any text as one word of printable ASCII: other bytes, and <c>%</c> and <c>$</c>, are <c>%XX</c>. So no name can end the
    /// comment in which it stands.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder();
        foreach (byte one in Encoding.UTF8.GetBytes(text))
        {
            if (one is > 0x20 and < 0x7f and not ((byte)'%' or (byte)'$')) quoted.Append((char)one);
            else quoted.Append(CultureInfo.InvariantCulture, $"%{one:X2}");
        }
        return quoted.ToString();
    }

    /// <summary>Reads what <see cref="Quoted"/> has written; what nobody has written so stays as it is.</summary>
    public static string Unquoted(string word)
    {
        var bytes = new List<byte>(word.Length);
        for (int i = 0; i < word.Length; i++)
        {
            bool isQuoted = word[i] == '%' && i + 2 < word.Length
                && char.IsAsciiHexDigit(word[i + 1]) && char.IsAsciiHexDigit(word[i + 2]);
            if (!isQuoted)
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(word, i, 1));
                continue;
            }
            bytes.Add(byte.Parse(word.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            i += 2;
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
