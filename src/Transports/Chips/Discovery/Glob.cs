namespace GpioHub.Transports.Chips.Discovery;

/// <summary>A match of a whole text with a shell's pattern: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[!a-z]</c>. Pure.</summary>
/// <remarks>
/// As in udev's rules (fnmatch(3) without flags: <c>*</c> matches <c>/</c> and a leading dot too), but a backslash is an ordinary
/// character: values such as <c>FT232R\x20USB</c> have some. A <c>[</c> without a <c>]</c> is an ordinary character too. Compares UTF-16
/// units, by number.
/// </remarks>
internal static class Glob
{
    /// <summary>Matches the text. It takes no more steps than the product of both lengths: after a later star an earlier one is never tried
    /// again.</summary>
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        (int p, int t) = (0, 0);
        (int afterStar, int starEnds) = (-1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (afterStar, starEnds) = (++p, t);
            }
            else if (p < pattern.Length && One(pattern[p..], text[t], out int length))
            {
                p += length;
                t++;
            }
            else if (afterStar >= 0)
            {
                (p, t) = (afterStar, ++starEnds);
            }
            else
            {
                return false;
            }
        }
        return pattern[p..].TrimStart('*').IsEmpty;
    }

    /// <summary>Whether the beginning of the pattern matches a character.</summary>
    /// <param name="pattern">Not empty, not beginning with a star.</param>
    /// <param name="length">How much of the pattern stands for that character.</param>
    private static bool One(ReadOnlySpan<char> pattern, char c, out int length)
    {
        length = 1;
        if (pattern[0] == '?') return true;
        if (pattern[0] != '[') return pattern[0] == c;

        bool negated = pattern.Length > 1 && pattern[1] == '!';
        int first = negated ? 2 : 1;
        // A ] in the first place is one of the characters.
        int closing = first < pattern.Length ? pattern[(first + 1)..].IndexOf(']') : -1;
        if (closing < 0) return c == '[';

        ReadOnlySpan<char> set = pattern[first..(first + 1 + closing)];
        length = first + 1 + closing + 1;
        return InSet(set, c) != negated;
    }

    private static bool InSet(ReadOnlySpan<char> set, char c)
    {
        for (int i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                if (set[i] <= c && c <= set[i + 2]) return true;
                i += 2;
            }
            else if (set[i] == c)
            {
                return true;
            }
        }
        return false;
    }
}
