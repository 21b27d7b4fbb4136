using System.Text.RegularExpressions;
using GpioHub.Configuration.Format;
using GpioHub.Hub.Commands;
using GpioHub.Hub.Control.Description;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Manual;

/// <summary>The sources of the manual's pages: that they are fresh, and that nothing is missing.</summary>
public partial class ManualSpec
{
    [Fact(DisplayName = "The committed pages are those that the command line, the tables of keys and the documents make " +
        "(build/man.sh --write)")]
    public void CommittedIsMade()
    {
        if (Environment.GetEnvironmentVariable("GPIOHUB_WRITE_MANUAL") == "1") WriteAll();

        Assert.Equal(ManualPages.All.Keys.Order(), Directory.GetFiles(ManualPages.Folder).Select(Path.GetFileName).Order());
        Assert.All(ManualPages.All, page => Assert.Equal(page.Value, Committed(page.Key)));
    }

    public static TheoryData<string> Verbs() => [.. CommandText.Verbs.Select(verb => verb.Name)];

    [Theory(DisplayName = "A page has the sections of a manual page, and none of them is empty")]
    [MemberData(nameof(Verbs))]
    public void HasItsSections(string verb)
    {
        string page = Committed($"gpiohub-{verb}.1.scd");
        foreach (string heading in (string[])["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "EXAMPLES", "SEE ALSO"])
            Assert.Matches($@"\n# {heading}\n\n[^#\n]", page);
    }

    [Theory(DisplayName = "Every option and every argument of a verb is in its page and in its --help, " +
        "and the page has no option that --help has not")]
    [MemberData(nameof(Verbs))]
    public async Task AgreesWithHelp(string verb)
    {
        string page = Bare(Committed($"gpiohub-{verb}.1.scd")), options = page[page.IndexOf("\n# OPTIONS\n", StringComparison.Ordinal)..];
        options = options[..options.IndexOf("\n# EXIT STATUS\n", StringComparison.Ordinal)];
        var told = new List<string>();
        foreach (var part in CommandText.WithParts(CommandText.Verbs.Single(command => command.Name == verb)))
        {
            string help = (await Cli.RunAsync([.. Examples.NameOf(part).Split(' '), "--help"])).Out;
            string[] inHelp = [.. HelpOption().Matches(help).Select(match => match.Value)];
            Assert.NotEmpty(inHelp);
            Assert.All(inHelp, name => Assert.Contains($"*{name}*", options, StringComparison.Ordinal));
            Assert.All(part.Arguments, argument =>
            {
                Assert.Contains($"\n_{argument.Name}_\n\t", options, StringComparison.Ordinal);
                Assert.Contains(argument.Name, help, StringComparison.Ordinal);
            });
            told.AddRange(inHelp);
        }

        Assert.Equal(told.Distinct().Order(), PageOption().Matches(options).Select(match => match.Value).Distinct().Order());
    }

    [Fact(DisplayName = "gpiohub(1) names every verb that --help lists, and each has a page")]
    public async Task EveryVerb()
    {
        string help = (await Cli.RunAsync("--help")).Out, page = Committed("gpiohub.1.scd");
        string[] verbs = [.. help[help.IndexOf("Commands:", StringComparison.Ordinal)..].Split('\n').Skip(1)
            .TakeWhile(line => line.Length > 0).Select(line => line.Trim().Split(' ')[0])];

        Assert.Contains("run", verbs);
        Assert.All(verbs, verb => Assert.Contains($"\n*gpiohub-{verb}*(1)\n\t", page, StringComparison.Ordinal));
        Assert.Equal(verbs.Order(), CommandText.Verbs.Select(verb => verb.Name).Order());
    }

    [Fact(DisplayName = "Every table of keys, and every key of it with what it means and its default, is in gpiohub.yaml(5)")]
    public void EveryKey()
    {
        string page = Bare(Committed("gpiohub.yaml.5.scd"));
        string[] ids = [.. SchemaId().Matches(JsonSchema.Write()).Select(match => match.Groups[1].Value).Append(RigFormat.Top.Id)];

        Assert.Equal(ids.Distinct().Order(), FormatPage.Places.Select(place => place.Shape.Id).Order());
        foreach (var (place, shape) in FormatPage.Places)
        {
            string keys = page[(page.IndexOf($"\n## {place}\n", StringComparison.Ordinal) + 1)..];
            keys = keys[..keys.IndexOf("\n#", StringComparison.Ordinal)];
            Assert.All(shape.Keys, key =>
            {
                Assert.Contains($"\n*{key.Name}*: ", keys, StringComparison.Ordinal);
                Assert.Contains(key.Doc, keys, StringComparison.Ordinal);
                if (key.Default is { } written) Assert.Contains($"Default: *{written}*.", keys, StringComparison.Ordinal);
            });
        }
    }

    [Fact(DisplayName = "Every path of the API with each of its methods is in gpiohub-api(7)")]
    public void EveryPath()
    {
        string page = Bare(Committed("gpiohub-api.7.scd"));
        string[] lines = System.Text.Encoding.UTF8.GetString(ApiFiles.OpenApiYaml()).Split('\n');
        string path = "";
        int count = 0;
        foreach (string line in lines)
        {
            if (line.StartsWith("  /", StringComparison.Ordinal)) path = line.Trim().TrimEnd(':');
            else if (path.Length > 0 && Method().Match(line) is { Success: true } method)
            {
                count++;
                Assert.Contains($"\n*{method.Groups[1].Value.ToUpperInvariant()}* *{path}*\n", page, StringComparison.Ordinal);
            }
        }

        Assert.True(count > 30, $"only {count} methods were found in openapi.yaml");
    }

    private static void WriteAll()
    {
        Directory.CreateDirectory(ManualPages.Folder);
        foreach (string old in Directory.GetFiles(ManualPages.Folder)) File.Delete(old);
        foreach (var (file, text) in ManualPages.All) File.WriteAllText(Path.Combine(ManualPages.Folder, file), text);
    }

    private static string Committed(string file) => File.ReadAllText(Path.Combine(ManualPages.Folder, file));

    private static string Bare(string page) => Escape().Replace(page, "$1");

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escape();

    [GeneratedRegex(@"(?<=^  (?:-\w, |-\?, )*)--?[a-z?][a-z-]*", RegexOptions.Multiline)]
    private static partial Regex HelpOption();

    [GeneratedRegex(@"(?<=^(?:\*-[^*]+\*, )*\*)--?[a-z?][a-z-]*(?=\*)", RegexOptions.Multiline)]
    private static partial Regex PageOption();

    [GeneratedRegex("\"#/definitions/([A-Za-z]+)\"")]
    private static partial Regex SchemaId();

    [GeneratedRegex("^    (get|put|post|delete):$")]
    private static partial Regex Method();
}
