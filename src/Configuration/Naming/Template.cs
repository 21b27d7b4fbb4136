using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using GpioHub.Configuration.Problems;

namespace GpioHub.Configuration.Naming;

/// <summary>Text with at most one range in it: <c>ecu-{1..24}</c>; <c>{01..24}</c> pads; <c>{{</c> is a brace. Source: IF-1.5.</summary>
internal sealed class Template
{
    private const int MostDigits = 9;

    private const string Placeholder = "{n}";

    private const string NoNumber = "{n} is the number of a template's guest; this guest's id has no {a..b}";

    private readonly string _before;
    private readonly string _after;
    private readonly int _first;
    private readonly int _width;

    private Template(string before, string after, int first, int count, int width, bool isRange) =>
        (_before, _after, _first, Count, _width, IsRange) = (before, after, first, count, width, isRange);

    /// <summary>How many texts it stands for, ≥ 1.</summary>
    public int Count { get; }

    /// <summary>The text has a range, though perhaps of one number.</summary>
    public bool IsRange { get; }

    /// <param name="wrong">What is wrong, for a person; null if it is right.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Template? template, [NotNullWhen(false)] out string? wrong) =>
        TryParse(text, belowGuest: false, number: null, out template, out wrong);

    /// <summary>Reads a text below a guest, where <c>{n}</c> is the guest's number.</summary>
    /// <param name="number">What <c>{n}</c> stands for; null = the guest is of no template.</param>
    /// <inheritdoc cref="TryParse(string, out Template?, out string?)"/>
    public static bool TryParseBelowGuest(
        string text, string? number, [NotNullWhen(true)] out Template? template, [NotNullWhen(false)] out string? wrong) =>
        TryParse(text, belowGuest: true, number, out template, out wrong);

    private static bool TryParse(string text, bool belowGuest, string? number,
        [NotNullWhen(true)] out Template? template, [NotNullWhen(false)] out string? wrong)
    {
        (template, wrong) = (null, null);
        var before = new StringBuilder();
        var after = new StringBuilder();
        (int First, int Count, int Width)? range = null;
        for (int i = 0; i < text.Length; i++)
        {
            StringBuilder part = range is null ? before : after;
            if (text[i] != '{')
            {
                part.Append(text[i]);
                continue;
            }
            if (i + 1 < text.Length && text[i + 1] == '{')
            {
                part.Append('{');
                i++;
                continue;
            }
            if (belowGuest && string.CompareOrdinal(text, i, Placeholder, 0, Placeholder.Length) == 0)
            {
                if (number is null) wrong = NoNumber;
                if (wrong is not null) return false;
                part.Append(number);
                i += Placeholder.Length - 1;
                continue;
            }
            int end = text.IndexOf('}', i);
            string inside = end < 0 ? text[(i + 1)..] : text[(i + 1)..end];
            if (range is not null) wrong = "only one {a..b} in a text";
            else if (end < 0 || !TryRange(inside, out range))
            {
                string found = Shown.Quoted("{" + inside + (end < 0 ? "" : "}"));
                wrong = $"expected a range such as {{1..24}}, found {found}; {Meanings(belowGuest)}";
            }
            else if (range is { Count: < 1 }) wrong = $"the range {{{inside}}} counts down";
            if (wrong is not null) return false;
            i = end;
        }
        (int first, int count, int width) = range ?? (0, 1, 0);
        template = new Template(before.ToString(), after.ToString(), first, count, width, range is not null);
        return true;
    }

    /// <summary>What <c>{n}</c> stands for in the text of this index; null without a range.</summary>
    /// <param name="index">0 .. <see cref="Count"/> - 1.</param>
    public string? Number(int index) => IsRange ? (_first + index).ToString(CultureInfo.InvariantCulture).PadLeft(_width, '0') : null;

    /// <inheritdoc cref="Number"/>
    public string Text(int index) => _before + Number(index) + _after;

    /// <summary>Replaces <c>{n}</c> and <c>{{</c>.</summary>
    /// <param name="number">What <c>{n}</c> stands for; null = no template.</param>
    public static bool TrySubstitute(string text, string? number, out string result, [NotNullWhen(false)] out string? wrong)
    {
        wrong = null;
        result = text;
        var made = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '{')
            {
                made.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == '{')
            {
                made.Append('{');
                i++;
            }
            else if (string.CompareOrdinal(text, i, Placeholder, 0, Placeholder.Length) != 0)
            {
                wrong = $"found a {{ in {Shown.Quoted(text)}; {{n}} is the number of a template's guest, {{{{ is a brace";
                return false;
            }
            else if (number is null)
            {
                wrong = NoNumber;
                return false;
            }
            else
            {
                made.Append(number);
                i += Placeholder.Length - 1;
            }
        }
        result = made.ToString();
        return true;
    }

    private static string Meanings(bool belowGuest) =>
        (belowGuest ? "{n} is the number of a template's guest, " : "") + "{{ is a brace";

    private static bool TryRange(string inside, out (int First, int Count, int Width)? range)
    {
        range = null;
        int dots = inside.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0) return false;
        string a = inside[..dots], b = inside[(dots + 2)..];
        if (!LineAddress.IsAllDigits(a) || !LineAddress.IsAllDigits(b) || a.Length > MostDigits || b.Length > MostDigits) return false;
        int first = int.Parse(a, CultureInfo.InvariantCulture), last = int.Parse(b, CultureInfo.InvariantCulture);
        bool padded = (a.Length > 1 && a[0] == '0') || (b.Length > 1 && b[0] == '0');
        range = (first, last - first + 1, padded ? Math.Max(a.Length, b.Length) : 0);
        return true;
    }
}
