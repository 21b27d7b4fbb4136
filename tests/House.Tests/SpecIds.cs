using System.Text.RegularExpressions;

namespace GpioHub.House.Tests;

/// <summary>The ids of docs/spec: where each is defined, and which ones a text cites.</summary>
/// <remarks>How they are written is in docs/spec/README.md.</remarks>
internal static partial class SpecIds
{
    /// <summary>The files that define ids.</summary>
    public static IEnumerable<string> Files =>
        Repository.FilesThatEndIn(".md")
            .Where(file => file.StartsWith("docs/spec/", StringComparison.Ordinal) || file == "docs/internals/akka.md");

    /// <summary>Every definition, in the order of the files.</summary>
    public static IReadOnlyList<Definition> Definitions { get; } = [.. Files.SelectMany(DefinitionsOf)];

    /// <summary>The ids that a text cites. Of a range (VU-33…35) both ends, of a list (VG-D-32, -34) all members.</summary>
    public static IEnumerable<string> CitedBy(string text)
    {
        foreach (Match match in Citation().Matches(text))
        {
            yield return match.Groups["id"].Value;
            foreach (Capture number in match.Groups["more"].Captures) yield return $"{match.Groups["prefix"].Value}-{number.Value}";
        }
    }

    /// <summary>Where the id is found: in lower case, dots as hyphens.</summary>
    public static string AnchorOf(string id) => id.ToLowerInvariant().Replace('.', '-');

    /// <summary>Ids that stand where one is defined: bold at the start of an item or a cell, or at the start of a heading.</summary>
    public static IEnumerable<Definition> DefinitionsOf(string file)
    {
        string[] lines = Repository.Lines(file);
        for (int i = 0; i < lines.Length; i++)
        {
            var match = Defined().Match(lines[i]);
            if (match.Success) yield return new Definition(match.Groups["id"].Value, match.Groups["anchor"].Value, file, i + 1);
        }
    }

    /// <param name="Anchor">What stands before the id; empty = nothing.</param>
    internal sealed record Definition(string Id, string Anchor, string File, int Line);

    // VG-D-38, VU-47a; more of the same prefix: VU-33…35, VU-45..47b, VG-D-32, -34, VQ-40/41. Clauses and sections: IF-1.6, VG-S2.6.
    [GeneratedRegex(
        @"(?<![\w-])(?:(?<id>(?<prefix>VG-D|VG-G|VQ|VU|GU|HR|LK|AK|R)-\d+[a-z]?)(?:(?:\s?(?:…|\.{2,3}|–)\s?|/|,\s?-)(?<more>\d+[a-z]?))*|" +
        @"(?<id>(?:IF-|VG-S|VQ-S|VU-S|GU-S)\d+(?:\.\d+)*))")]
    private static partial Regex Citation();

    [GeneratedRegex(
        @"^(?:\s*- |\| |#+ )?(?:<a id=""(?<anchor>[^""]*)""></a>)?" +
        @"(?:\*\*(?<id>(?:VG-D|VG-G|VQ|VU|GU|HR|LK|AK|R)-\d+[a-z]?|IF-\d+(?:\.\d+)*)\*\*|" +
        @"(?<=^#.*)(?<id>(?:IF-|VG-S|VQ-S|VU-S|GU-S)\d+(?:\.\d+)*)\b)")]
    private static partial Regex Defined();
}
