using GpioHub.Configuration;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

/// <summary>A rig of several files (IF-1.6).</summary>
public sealed class IncludeSpec : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gpiohub-include");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact(DisplayName =
        "Chips and guests of included files are as if they stood in one: the globs' order, then by name; and run takes it (IF-1.6)")]
    public void OneRig()
    {
        Write("chips.yaml", "chips: { c: { driver: sim, lines: [A] } }\n");
        Write("b.guest", "version: 1\nguests: { b: { lines: [{ from: d/B }] } }\n");
        Write("a.guest", "guests: { \"a{1..2}\": { lines: [{ from: c/A }] } }\n");

        LoadResult result = Load("include: [\"*.guest\", chips.yaml]\nchips: { d: { driver: sim, lines: [B] } }\n" +
            "guests: { main: { lines: [{ from: c/A }] } }\n");

        Assert.Empty(result.Problems);
        Assert.Empty(result.Errors);
        Assert.Equal(["d", "c"], result.Plan!.Chips.Select(c => c.Id));
        Assert.Equal(["main", "a1", "a2", "b"], result.Plan.Guests.Select(g => g.Id));
        Assert.Equal(["rig.yaml", "a.guest", "b.guest", "chips.yaml"], result.Files.Select(Short));
    }

    [Fact(DisplayName = "An error names the included file, its line and column, and what was expected (IF-1.6)")]
    public void ProblemsNameTheirFile()
    {
        Write("chips.yaml", "chips: { c: { driver: sim, lines: [A], bias: pullup } }\n");
        Write("more-b.yaml", "guests: { b: { lines: [{ from: c/X }] } }\n");
        Write("more-a.yaml", "guests: { main: { lines: [{}] } }\nhub: {}\n");
        Write("text.yaml", "guests: [\n");
        Write("list.yaml", "- a\n");
        Write("empty.yaml", "# nothing yet\n");

        LoadResult result = Load("include: [chips.yaml, \"more-*.yaml\", text.yaml, list.yaml, empty.yaml, gone.yaml]\n" +
            "guests: { main: { lines: [{ from: c/A }] } }\n");

        Assert.Equal(
            [
                "chips.yaml:1:46: chips.c.bias: expected as-is, disabled, pull-up or pull-down, found \"pullup\"; " +
                "did you mean \"pull-up\"?",
                "more-a.yaml:1:11: guests: \"main\" is already set at rig.yaml:2",
                "more-a.yaml:2:1: hub: an included file has chips, guests and buses only; \"hub\" stands in the main file",
                "more-b.yaml:1:32: guests.b.lines[0].from: no line \"X\" on chip \"c\"",
                "text.yaml:2:1: not YAML: expected a value",
                "list.yaml:1:1: expected a map of chips, guests and buses; found a list",
                "gone.yaml: no such file",
            ],
            result.Problems.Select(Shown));
    }

    [Fact(DisplayName = "An id in two files is an error that names both places, also if a template makes it (IF-1.6)")]
    public void IdsInTwoFiles()
    {
        Write("a.yaml", "chips: { c: { driver: sim, lines: [A] } }\nguests: { ecu-7: { lines: [{ from: c/A }] } }\n");

        Assert.Equal(
            [
                "a.yaml:1:10: chips: \"c\" is already set at rig.yaml:2",
                "a.yaml:2:11: guests.ecu-7: guest \"ecu-7\" is already defined at rig.yaml:3 by \"ecu-{1..8}\"",
            ],
            Said("include: [a.yaml]\nchips: { c: { driver: sim, lines: [A] } }\nguests: { \"ecu-{1..8}\": { socket: " +
                "\"s{n}\", lines: [{}] } }\n").Where(s => !s.Contains("socket", StringComparison.Ordinal)));
    }

    [Fact(DisplayName = "A path in an included file is relative to that file (IF-1.6)")]
    public void IncludedPaths()
    {
        Write("sub/g.yaml", "guests: { g: { socket: g.socket, lines: [{}] } }\n");

        Assert.Equal(Path.Combine(_folder.FullName, "sub/g.socket"), Load("include: [sub/*.yaml]\n").Plan!.Guests[0].SocketPath);
    }

    [Fact(DisplayName =
        "Wildcards stand in the file's name only; where nothing matches, a warning says so; what is no folder is an error (IF-1.6)")]
    public void Globs()
    {
        Write("sub/readme.txt", "");

        Assert.Equal(
            [
                "rig.yaml:1:11: warning: include[0]: no file matches \"sub/*.yaml\"",
                "rig.yaml:1:25: include[1]: \"gone/*.yaml\": no such folder",
                "rig.yaml:1:40: include[2]: expected a file name, perhaps with * or ?, in a folder without; found \"*/x\"",
                "rig.yaml:1:47: include[3]: expected a file name, perhaps with * or ?, in a folder without; found \"sub/\"",
            ],
            Said("include: [\"sub/*.yaml\", \"gone/*.yaml\", \"*/x\", sub/]\n"));
    }

    [Fact(DisplayName = "Case counts, and wildcards do not match an editor's hidden files (IF-1.6)")]
    public void HiddenFiles()
    {
        foreach (string name in (string[])["a.yaml", "B.yaml", ".#a.yaml", ".b.yaml", "b.YAML", "a.yaml~", "ab.yaml"]) Write(name, "");

        Assert.Equal(["rig.yaml", "B.yaml", "a.yaml"], Load("include: [\"?.yaml\"]\n").Files.Select(Short));
        Assert.Equal(["rig.yaml", ".#a.yaml", ".b.yaml"], Load("include: [\".*.yaml\"]\n").Files.Select(Short));
    }

    [Fact(DisplayName = "A file that two globs match is read once (IF-1.6)")]
    public void Once()
    {
        Write("chips.yaml", "chips: { c: { driver: sim, lines: [A] } }\n");

        Assert.Empty(Said("include: [chips.yaml, ./chips.yaml, \"*.yaml\"]\n"));
    }

    [Fact(DisplayName = "A file does not include itself, and an included file cannot include: there are no circles and no depth (IF-1.6)")]
    public void NoCircles()
    {
        Assert.DoesNotContain(Said("include: [\"*.yaml\", \"../*.none\"]\nguests: { g: { lines: [{}] } }\n"),
            s => !s.Contains("no file matches", StringComparison.Ordinal));
        Assert.Equal(["rig.yaml:1:11: include[0]: a file cannot include itself"], Said("include: [./rig.yaml]\n"));
        Write("a.yaml", "include: [rig.yaml]\n");
        Assert.Equal(
            ["a.yaml:1:1: include: an included file has chips, guests and buses only; \"include\" stands in the main file"],
            Said("include: [\"*.yaml\"]\nguests: { g: { lines: [{}] } }\n"));
    }

    [Fact(DisplayName = "At most 100 files, and 8 MiB of them together (IF-1.6)")]
    public void Limits()
    {
        for (int i = 0; i < 100; i++) Write($"p{i:D3}.yaml", $"guests: {{ g{i}: {{ lines: [{{}}] }} }}\n");
        Assert.Equal(100, Load("include: [\"*.yaml\"]\n").Plan!.Guests.Length);
        Write("p100.yaml", "");
        Assert.Equal(["rig.yaml:1:11: include[0]: more than 100 included files"], Said("include: [\"*.yaml\"]\n"));

        for (int i = 0; i < 9; i++) Write($"big{i}.yml", "#" + new string('x', (1 << 20) - 1));
        Assert.Contains("rig.yaml:1:11: include[0]: the included files are larger than 8 MiB together", Said("include: [\"*.yml\"]\n"));
    }

    [Fact(DisplayName = "A text that is no file includes nothing: what is said of a file would tell what is in it (IF-1.6)")]
    public void TextIncludesNothing() =>
        Assert.Equal(
            ["rig.yaml:1:10: include: only a file that is read from disk can include others; " +
                "expected the whole rig in this text (or change the hub's own file and reload)"],
            Rig.Said("include: [/etc/passwd]"));

    [Fact(DisplayName =
        "What decides about a rig, and is watched, is its file and what include names, files that are not there yet too (IF-1.6)")]
    public void Watched()
    {
        Write("sub/a.yaml", "");

        LoadResult result = Load("include: [\"sub/*.yaml\", later.yaml]\n");

        Assert.Equal(["rig.yaml", "sub/*.yaml", "later.yaml"], result.Watched.Select(Short));
        Assert.Equal(["rig.yaml", "sub/a.yaml", "later.yaml"], result.Files.Select(Short));
    }

    private void Write(string name, string yaml)
    {
        string path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, yaml);
    }

    private LoadResult Load(string yaml)
    {
        Write("rig.yaml", yaml);
        return ConfigurationLoader.Load(Path.Combine(_folder.FullName, "rig.yaml"), Rig.User);
    }

    private IEnumerable<string> Said(string yaml) => Load(yaml).Problems.Select(Shown);

    private string Shown(ConfigProblem problem) => Short(problem.ToString());

    private string Short(string text) => text.Replace(_folder.FullName + "/", "", StringComparison.Ordinal);
}
