using System.Text.RegularExpressions;

namespace GpioHub.Hub.Tests.Manual;

/// <summary>The Markdown of docs/*.md as source of manual pages: what these documents use, and no more.</summary>
internal static partial class Markdown
{
    /// <summary>Documents that are manual pages too.</summary>
    private static readonly Dictionary<string, string> Pages = new(StringComparer.Ordinal)
    {
        ["configuration.md"] = Scd.Page("gpiohub.yaml", 5),
        ["control-api.md"] = Scd.Page("gpiohub-api", 7),
    };

    /// <summary>A paragraph, or what stands in a cell: code and bold text become bold, links become their text.</summary>
    public static string Inline(string text)
    {
        var made = new System.Text.StringBuilder();
        int from = 0;
        foreach (Match match in Markup().Matches(text))
        {
            made.Append(Plain(text[from..match.Index], first: made.Length == 0));
            made.Append(OfMatch(match));
            from = match.Index + match.Length;
        }
        return made.Append(Plain(text[from..], first: made.Length == 0)).ToString();
    }

    private static string OfMatch(Match match) =>
        match.Groups["code"] is { Success: true } code ? Scd.Bold(Bare(code.Value))
        : match.Groups["bold"] is { Success: true } bold ? Scd.Bold(Bare(bold.Value.Replace("`", "", StringComparison.Ordinal)))
        : match.Groups["italic"] is { Success: true } italic ? Scd.Placeholder(Bare(italic.Value))
        : Inline(match.Groups["text"].Value) + Pages.GetValueOrDefault(match.Groups["to"].Value.Split('#')[0], "") switch
        {
            "" => "",
            var page => $" ({page})",
        };

    /// <param name="first">It begins the line, where characters may be markup that are none elsewhere.</param>
    private static string Plain(string text, bool first) =>
        first || text.Length == 0 ? Scd.Escaped(Bare(text)) : Scd.Escaped($" {Bare(text)}")[1..];

    private static string Bare(string text) => text.Replace(@"\|", "|", StringComparison.Ordinal);

    /// <summary>Writes what stands between two headings.</summary>
    public static void Write(Scd page, IEnumerable<string> lines)
    {
        string[] text = [.. lines];
        for (int at = 0; at < text.Length;)
        {
            int end = EndOfBlock(text, at);
            string[] block = text[at..end];
            at = end;
            if (block[0].Length == 0) continue;
            if (IsFence(block[0])) page.Code(string.Join('\n', block[1..^1]));
            else if (block[0].StartsWith('|')) Table(page, [.. block.Select(Cells)]);
            else if (block[0].StartsWith("- ", StringComparison.Ordinal)) page.Bullets(ItemsOf(block).Select(Inline));
            else page.Paragraph(Inline(string.Join(' ', block.Select(line => line.Trim()))));
        }
    }

    /// <summary>The cells of a row.</summary>
    public static string[] Cells(string row) => [.. Bar().Split(row.Trim().Trim('|')).Select(cell => cell.Trim())];

    /// <summary>The first cell of a row is the term. Of more than two columns, what stands in a column begins with its heading.</summary>
    private static void Table(Scd page, string[][] rows)
    {
        string[] heads = rows[0];
        foreach (string[] row in rows.Skip(2))
        {
            page.Item(Inline(row[0]), row.Skip(1).Select((cell, at) =>
                cell.Length == 0 ? "" : Inline(row.Length == 2 ? cell : $"{heads[at + 1]}: {cell}")));
        }
    }

    private static IEnumerable<string> ItemsOf(string[] block)
    {
        string item = "";
        foreach (string line in block)
        {
            if (line.StartsWith("- ", StringComparison.Ordinal))
            {
                if (item.Length > 0) yield return item;
                item = line[2..];
            }
            else item += $" {line.Trim()}";
        }
        yield return item;
    }

    private static int EndOfBlock(string[] lines, int from)
    {
        if (lines[from].Length == 0) return from + 1;
        if (IsFence(lines[from])) return Array.FindIndex(lines, from + 1, IsFence) + 1;
        bool isTable = lines[from].StartsWith('|');
        int at = from + 1;
        while (at < lines.Length && lines[at].Length > 0 && !IsFence(lines[at]) && lines[at].StartsWith('|') == isTable) at++;
        return at;
    }

    /// <summary>A block of code begins or ends here.</summary>
    public static bool IsFence(string line) => line.StartsWith("```", StringComparison.Ordinal);

    [GeneratedRegex(@"`(?<code>[^`]+)`|\*\*(?<bold>.+?)\*\*|(?<![\w*])\*(?<italic>[^*\s][^*]*)\*|\[(?<text>[^\]\[]+)\]\((?<to>[^)]+)\)")]
    private static partial Regex Markup();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Bar();
}
