using GpioHub.Hub.Commands;

namespace GpioHub.Hub.Tests.Manual;

/// <summary>gpiohub(1): what the program is, its verbs, and what they have in common.</summary>
internal static class ProgramPage
{
    /// <param name="cli">docs/cli.md.</param>
    /// <param name="readme">README.md, which says in two sentences what the program is.</param>
    public static Scd Of(MarkdownDocument cli, MarkdownDocument readme)
    {
        var root = CommandText.Root;
        var page = new Scd("gpiohub", 1).Heading("Name").Paragraph($"gpiohub - {CommandText.Purpose(root)}");
        page.Heading("Synopsis").Paragraph(CommandText.Synopsis(root));
        Markdown.Write(page.Heading("Description"), readme.Sections[0].BeforeCode);
        Markdown.Write(page, cli.Sections[0].Lines);
        page.SubHeading("Which hub a verb talks to");
        Markdown.Write(page, cli["A running hub"].Lines.TakeWhile(line => !line.StartsWith('|')));

        page.Heading("Commands");
        foreach (var verb in CommandText.Verbs) page.Item(Scd.Page($"gpiohub-{verb.Name}", 1), Scd.Escaped(verb.Description!));

        CommandText.WriteArguments(page.Heading("Options"), root);
        Markdown.Write(page.Heading("Exit status"), cli["Exit codes"].Lines);
        Markdown.Write(page.Heading("Environment"), cli["Environment"].Lines);
        Markdown.Write(page.Heading("Files"), cli["Files"].Lines);
        page.Heading("Examples").Code(string.Join('\n', Examples.Of("")));
        string[] others = [.. CommandText.Verbs.Select(verb => Scd.Page($"gpiohub-{verb.Name}", 1))];
        return page.Heading("See also").Paragraph(string.Join(", ", [.. others, Scd.Page("gpiohub.yaml", 5), Scd.Page("gpiohub-api", 7)]));
    }
}
