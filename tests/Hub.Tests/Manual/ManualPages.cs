using GpioHub.Hub.Tests.Configuration;

namespace GpioHub.Hub.Tests.Manual;

/// <summary>Every page of the manual, as its source should be.</summary>
internal static class ManualPages
{
    public static readonly string Folder = Path.Combine(Rig.Repository, "share/man");

    /// <summary>The pages, by the names of their files.</summary>
    public static readonly IReadOnlyDictionary<string, string> All = Make();

    private static Dictionary<string, string> Make()
    {
        var cli = Read("docs/cli.md");
        IEnumerable<Scd> pages =
        [
            ProgramPage.Of(cli, Read("README.md")),
            .. CommandText.Verbs.Select(verb => VerbPage.Of(verb, cli, Guide(verb.Name))),
            FormatPage.Of(Read("docs/configuration.md")),
            ApiPage.Of(Read("docs/control-api.md")),
        ];
        return pages.ToDictionary(page => page.FileName, page => page.ToString(), StringComparer.Ordinal);
    }

    private static MarkdownDocument? Guide(string verb) =>
        $"docs/guide/{verb}.md" is var path && File.Exists(Path.Combine(Rig.Repository, path)) ? Read(path) : null;

    private static MarkdownDocument Read(string path) => MarkdownDocument.Of(File.ReadAllText(Path.Combine(Rig.Repository, path)));
}
