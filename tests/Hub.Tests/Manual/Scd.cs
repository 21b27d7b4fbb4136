using System.Text;
using System.Text.RegularExpressions;

namespace GpioHub.Hub.Tests.Manual;

/// <summary>Source of a manual page as scdoc(5) takes it: a paragraph a line, whatever its length.</summary>
/// <param name="name">Such as <c>gpiohub-run</c>.</param>
/// <param name="section">1: commands, 5: files, 7: what is neither.</param>
internal sealed partial class Scd(string name, int section)
{
    private readonly StringBuilder _text = new(
        $"{name}({section}) \"GpioHub\" \"GpioHub manual\"\n\n; Made by build/man.sh --write; do not edit.\n");

    /// <summary>The file that it is, in share/man.</summary>
    public string FileName => $"{name}.{section}.scd";

    public override string ToString() => _text.ToString();

    /// <summary>Text in which nothing is markup.</summary>
    public static string Escaped(string text)
    {
        string escaped = Special().Replace(text.Replace("\n", " ", StringComparison.Ordinal), @"\$0");
        return escaped.Length > 0 && "#-|[];.:<>=".Contains(escaped[0], StringComparison.Ordinal) ? $@"\{escaped}" : escaped;
    }

    /// <summary>As it is typed.</summary>
    public static string Bold(string text) => text.Length == 0 ? "" : $"*{Special().Replace(text, @"\$0")}*";

    /// <summary>What something else is typed for.</summary>
    public static string Placeholder(string text) => $"_{Special().Replace(text, @"\$0")}_";

    /// <summary>A reference to a page: <c>gpiohub-run(1)</c>.</summary>
    public static string Page(string page, int ofSection) => $"{Bold(page)}({ofSection})";

    public Scd Heading(string heading)
    {
        _text.Append('\n').Append("# ").Append(heading.ToUpperInvariant()).Append('\n');
        return this;
    }

    public Scd SubHeading(string heading)
    {
        _text.Append('\n').Append("## ").Append(heading).Append('\n');
        return this;
    }

    /// <param name="markup">Already escaped.</param>
    public Scd Paragraph(string markup)
    {
        if (markup.Length > 0) _text.Append('\n').Append(markup).Append('\n');
        return this;
    }

    /// <summary>A term, and indented below it what it means.</summary>
    /// <param name="term">Markup.</param>
    /// <param name="paragraphs">Markup; empty ones are left out.</param>
    public Scd Item(string term, params IEnumerable<string> paragraphs)
    {
        _text.Append('\n').Append(term).Append('\n');
        string between = "";
        foreach (string paragraph in paragraphs.Where(text => text.Length > 0))
        {
            _text.Append(between).Append('\t').Append(paragraph).Append('\n');
            between = "\n";
        }
        return this;
    }

    /// <summary>Items of a list.</summary>
    /// <param name="items">Markup.</param>
    public Scd Bullets(IEnumerable<string> items)
    {
        _text.Append('\n');
        foreach (string item in items) _text.Append("- ").Append(item).Append('\n');
        return this;
    }

    /// <summary>Lines as they are.</summary>
    public Scd Code(string lines)
    {
        _text.Append("\n```\n").Append(lines.TrimEnd('\n')).Append("\n```\n");
        return this;
    }

    [GeneratedRegex(@"[\\*_+`~]")]
    private static partial Regex Special();
}
