using System.Text.RegularExpressions;
using YamlDotNet.Core;
using Mark = GpioHub.Configuration.Problems.Mark;

namespace GpioHub.Configuration.Yaml;

/// <summary>Turns messages of the YAML parser into messages that help a user.</summary>
internal static partial class SyntaxText
{
    private const string QuoteBraces = "quote text that contains { }";

    /// <param name="text">The file.</param>
    public static NotYamlException Explain(YamlException thrown, string text, string file)
    {
        string said = thrown.Message;
        bool tab = said.Contains("tab", StringComparison.Ordinal);
        var place = new Mark(file, (int)thrown.Start.Line, (int)thrown.Start.Column);
        if (tab) place = FirstTab(text, place);
        string line = LineOf(text, place.Line);
        char found = place.Column - 1 < line.Length && place.Column > 0 ? line[place.Column - 1] : '\n';

        string what = said switch
        {
            _ when tab || (found == '\t' && Says("cannot start any token")) => "a tab; indent with spaces",
            _ when Says("',' or '}'") => "expected ',' or '}'",
            _ when Says("',' or ']'") => "expected ',' or ']'",
            _ when Says("expected '-' indicator") => "expected '- ' and an item; is the indentation right?",
            _ when Says("did not find expected key") => "expected a key; is the indentation right?",
            _ when Says("Block sequence entries are not allowed") => "a list item cannot stand here; is the indentation right?",
            _ when Says("invalid mapping") || Says("Mapping values are not allowed") => "unexpected ':'; quote text that contains ': '",
            _ when Says("quoted scalar, found unexpected end of stream") => "the quote that opens here is never closed",
            _ when Says("unknown escape character") => "unknown escape; text in '…' is taken as it stands",
            _ when Says("cannot start any token") => $"text cannot begin with '{found}'; quote it",
            _ when Says("expected node content") => "expected a value",
            _ when Says("more than one anchor") => "more than one anchor",
            _ when Says("incompatible YAML") => "a YAML version other than 1.2",
            _ => Tail(said),
        };
        return new NotYamlException(place, "not YAML: " + what + Hint(line, place.Column));

        bool Says(string words) => said.Contains(words, StringComparison.Ordinal);
    }

    /// <summary>What to add to the message about a line with an error; nothing unless a brace or bracket may be the reason.</summary>
    public static string Hint(string line, int column)
    {
        if (line.Contains("[::1]", StringComparison.Ordinal)) return "; quote text that contains [ ]: http: \"[::1]:8080\"";
        if (!line.Contains('{', StringComparison.Ordinal)) return "";
        Match[] suspects = [.. UnquotedBraces().Matches(line).Where(m => m.Index == 0 || line[m.Index - 1] is not ('"' or '\''))];
        Match? suspect = suspects.FirstOrDefault(m => m.Index < column && column <= m.Index + m.Length + 1) ?? suspects.FirstOrDefault();
        return suspect is null
            ? $"; {QuoteBraces}"
            : $"; {QuoteBraces}: {suspect.Groups["key"].Value}\"{suspect.Groups["text"].Value.TrimEnd()}\"";
    }

    /// <param name="number">1-based.</param>
    public static string LineOf(string text, int number)
    {
        using var lines = new StringReader(text);
        string? line = lines.ReadLine();
        for (int i = 1; i < number && line is not null; i++) line = lines.ReadLine();
        return line ?? "";
    }

    /// <summary>The place of the first tab in an indentation. The parser names only the start of the node that contains the tab.</summary>
    private static Mark FirstTab(string text, Mark start)
    {
        using var lines = new StringReader(text);
        for (int number = 1; lines.ReadLine() is { } line; number++)
        {
            int tab = line.AsSpan().TrimStart(' ').StartsWith('\t') ? line.IndexOf('\t', StringComparison.Ordinal) : -1;
            if (number >= start.Line && tab >= 0) return start with { Line = number, Column = tab + 1 };
        }
        return start;
    }

    /// <summary>The parser's words without their "While parsing …,".</summary>
    private static string Tail(string said)
    {
        int comma = said.StartsWith("While", StringComparison.Ordinal) ? said.IndexOf(',', StringComparison.Ordinal) : -1;
        string tail = said[(comma + 1)..].Trim().TrimEnd('.');
        return tail.Length == 0 ? "unexpected text" : char.ToLowerInvariant(tail[0]) + tail[1..];
    }

    // An optional key, then text without quotes in which a {…} follows something other than a space.
    [GeneratedRegex(
        """(?<key>[A-Za-z]{1,32}:\s{1,8})?(?<text>([^\s"',:{}\[\]][^"',{}\[\]]{0,62})?[^\s"',:{}\[\]]\{[^\s{}"',:]{1,32}\}[^"',{}\[\]]{0,64})""",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex UnquotedBraces();
}
