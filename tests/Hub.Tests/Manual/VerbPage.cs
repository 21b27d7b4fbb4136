using System.CommandLine;
using GpioHub.Hub.Commands;

namespace GpioHub.Hub.Tests.Manual;

/// <summary>The page of a verb: from the command tree, from its examples, and from what docs/cli.md and its
/// own guide tell of it.</summary>
internal static class VerbPage
{
    /// <summary>Verbs below each other in the table of docs/cli.md, which belong together.</summary>
    private const int Neighbours = 2;

    /// <param name="cli">docs/cli.md.</param>
    /// <param name="guide">The verb's own guide; null = it has none.</param>
    public static Scd Of(Command verb, MarkdownDocument cli, MarkdownDocument? guide)
    {
        string name = $"gpiohub-{verb.Name}";
        var page = new Scd(name, 1).Heading("Name").Paragraph($"{Scd.Escaped(name)} - {CommandText.Purpose(verb)}");
        page.Heading("Synopsis");
        foreach (var part in CommandText.WithParts(verb).Where(part => part.Subcommands.Count == 0))
            page.Paragraph(CommandText.Synopsis(part));

        page.Heading("Description").Paragraph(Scd.Escaped(verb.Description!));
        foreach (string[] row in RowsOf(verb, cli)) page.Item(Markdown.Inline(row[0]), Markdown.Inline(row[1]));
        foreach (var section in SectionsOf(verb, cli).Concat(guide?.Sections ?? []))
        {
            if (section.Level > 1 && !IsNamedAs(section.Heading, verb.Name)) page.SubHeading(section.Heading);
            Markdown.Write(page, section.Lines);
        }

        page.Heading("Options");
        foreach (var part in CommandText.WithParts(verb))
        {
            if (part != verb) page.SubHeading(Examples.NameOf(part)).Paragraph(Scd.Escaped(part.Description!));
            CommandText.WriteArguments(page, part);
        }

        Markdown.Write(page.Heading("Exit status"), cli["Exit codes"].Lines);
        page.Heading("Examples").Code(string.Join('\n', Examples.Of(verb.Name)));
        return page.Heading("See also").Paragraph(string.Join(", ", SeeAlso(verb)));
    }

    /// <summary>What the tables of verbs say of it.</summary>
    private static IEnumerable<string[]> RowsOf(Command verb, MarkdownDocument cli) => cli.Sections
        .Where(section => !CommandText.Verbs.Any(other => IsOf(section, other)))
        .SelectMany(section => section.Rows("verb"))
        .Where(row => BeginsWith(row[0], verb.Name));

    private static IEnumerable<MarkdownSection> SectionsOf(Command verb, MarkdownDocument cli) =>
        cli.Sections.Where(section => IsOf(section, verb));

    /// <summary>A section is of the verb with which it begins.</summary>
    private static bool IsOf(MarkdownSection section, Command verb) =>
        section.Lines.FirstOrDefault(line => line.Length > 0) is { } first
        && BeginsWith(first, $"gpiohub {verb.Name}");

    private static bool BeginsWith(string markdown, string code) =>
        markdown.StartsWith($"`{code} ", StringComparison.Ordinal) || markdown.StartsWith($"`{code}`", StringComparison.Ordinal);

    /// <summary>Pulses is the section of pulse.</summary>
    private static bool IsNamedAs(string heading, string verb) =>
        heading.Equals(verb, StringComparison.OrdinalIgnoreCase) || heading.Equals($"{verb}s", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> SeeAlso(Command verb)
    {
        Command[] verbs = [.. CommandText.Verbs];
        int at = Array.IndexOf(verbs, verb);
        return
        [
            Scd.Page("gpiohub", 1),
            .. verbs.Where((other, place) => other != verb && Math.Abs(place - at) <= Neighbours)
                .Select(other => Scd.Page($"gpiohub-{other.Name}", 1)),
            Scd.Page("gpiohub.yaml", 5), Scd.Page("gpiohub-api", 7),
        ];
    }
}
