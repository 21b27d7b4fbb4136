using System.Text;
using GpioHub.Configuration.Problems;

namespace GpioHub.Configuration.Yaml;

/// <summary>Decodes bytes to text: UTF-8 only, and only characters that YAML allows.</summary>
internal static class Utf8Text
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="NotYamlException">Too long, not UTF-8, or a character that YAML 1.2 §5.1 does not allow;
    /// with its place.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.Length > Limits.FileBytes)
            throw new NotYamlException(new Mark(file, 0, 0), $"larger than {Limits.FileBytes >> 20} MiB");
        if (bytes.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[3..];
        string text;
        try
        {
            text = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new NotYamlException(PlaceOf(Encoding.UTF8.GetString(bytes[..e.Index]), file),
                $"not UTF-8: byte 0x{e.BytesUnknown![0]:X2}");
        }
        Check(text, file);
        return text;
    }

    /// <summary>Checks the characters. The parser takes NUL for the end of the file, and U+0085, U+2028 and U+2029 for line ends, so a file
    /// could say one thing to a reader and another to us.</summary>
    public static void Check(string text, string file)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is >= ' ' and < (char)0x7F or '\n' or '\r' or '\t') continue;
            if (c is >= (char)0xA0 and not ('\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF') && !char.IsSurrogate(c)) continue;
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
                continue;
            }
            throw new NotYamlException(PlaceOf(text[..i], file), $"not YAML: character U+{(int)c:X4}");
        }
    }

    private static Mark PlaceOf(string before, string file)
    {
        string lines = before.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        int lastBreak = lines.LastIndexOf('\n');
        return new Mark(file, lines.Count(c => c == '\n') + 1, lines.Length - lastBreak);
    }
}
