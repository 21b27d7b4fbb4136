using System.Text.RegularExpressions;
using Xunit;

namespace GpioHub.House.Tests;

/// <summary>Everything that the repository cites can be looked up in it.</summary>
public partial class CitationSpec
{
    private static readonly HashSet<string> Defined = [.. SpecIds.Definitions.Select(definition => definition.Id)];

    /// <summary>Text that people write. The lock files of packages hold hashes that look like anything.</summary>
    private static IEnumerable<string> Written =>
        Repository.Files.Where(file => !file.EndsWith("packages.lock.json", StringComparison.Ordinal)
            && !file.EndsWith(".png", StringComparison.Ordinal));

    [Fact(DisplayName = "Every requirement id that code, tests, docs, config or scripts cite is defined in docs/spec")]
    public void CitedIdsAreDefined() => Findings.None(Problems(Written, line => SpecIds.CitedBy(line)
        .Where(id => !Defined.Contains(id)).Select(id => $"{id} is not defined in docs/spec")));

    [Fact(DisplayName = "Every id is defined once, behind an anchor that is the id in lower case")]
    public void DefinitionsHaveAnchors()
    {
        var definitions = SpecIds.Definitions;
        var wrong = definitions.Where(one => one.Anchor != SpecIds.AnchorOf(one.Id))
            .Select(one => $"{one.File}:{one.Line}: {one.Id} has the anchor \"{one.Anchor}\" and not \"{SpecIds.AnchorOf(one.Id)}\"");
        var twice = definitions.GroupBy(one => one.Id).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key} is defined in {string.Join(" and ", group.Select(one => $"{one.File}:{one.Line}"))}");
        Findings.None(wrong.Concat(twice));
        Assert.True(definitions.Count > 300, $"only {definitions.Count} definitions were found");
    }

    [Fact(DisplayName = "Every anchor in docs/spec belongs to an id")]
    public void AnchorsHaveIds()
    {
        var known = SpecIds.Definitions.Select(one => (one.File, one.Line)).ToHashSet();
        var loose = SpecIds.Files.SelectMany(file => Repository.Lines(file).Select((line, i) => (Line: line, At: (file, i + 1))))
            .Where(one => one.Line.Contains("<a id=", StringComparison.Ordinal) && !known.Contains(one.At))
            .Select(one => $"{one.At.file}:{one.At.Item2}: an anchor with no id behind it");
        Findings.None(loose);
    }

    [Fact(DisplayName = "Every link to an anchor of docs/spec leads to one")]
    public void LinksLeadSomewhere()
    {
        var anchors = SpecIds.Definitions.Select(one => (one.File, one.Anchor)).ToHashSet();
        var broken =
            from file in Repository.FilesThatEndIn(".md")
            from link in LinkToId().Matches(Repository.Text(file))
            let target = Resolve(file, link.Groups["file"].Value)
            where SpecIds.Files.Contains(target) && !anchors.Contains((target, link.Groups["anchor"].Value))
            select $"{file}: {link.Value}";
        Findings.None(broken);
    }

    [Fact(DisplayName = "Every Markdown file that is named anywhere is in the repository")]
    public void NamedDocumentsExist()
    {
        var files = Repository.Files.ToHashSet();
        Findings.None(Problems(Written.Where(file => !IsOfThisProject(file)), (file, line) => NamedDocument().Matches(line)
            .Select(match => match.Value)
            .Where(name => !files.Contains(name) && !files.Contains($"docs/{name}") && !files.Contains(Resolve(file, name)))
            .Select(name => $"{name} is not in the repository; cite an id of docs/spec, or a path from the root")));
    }

    [Fact(DisplayName = "A section sign stands behind the public standard that it is of")]
    public void SectionsHaveTheirStandard() => Findings.None(Problems(Written.Where(file => !IsOfThisProject(file)), line =>
        SectionSign().Matches(line).Where(match => !Standard().IsMatch(line[..match.Index]))
            .Select(_ => "a § without its standard before it; cite an id of docs/spec")));

    [Fact(DisplayName = "Nothing cites a design, a digest or an issue that a reader cannot open")]
    public void NothingIsCitedFromElsewhere() => Findings.None(Problems(Written.Where(file => !IsOfThisProject(file)), line =>
        Elsewhere().Matches(line).Select(match => $"\"{match.Value}\": cite an id of docs/spec")));

    [Theory(DisplayName = "Ids are read alone, in ranges and in lists, and nothing else is taken for one")]
    [InlineData("as told (VG-D-38).", "VG-D-38")]
    [InlineData("VU-33…35, VU-45…47b", "VU-33 VU-35 VU-45 VU-47b")]
    [InlineData("VQ-10…VQ-12; VQ-40 … 43", "VQ-10 VQ-12 VQ-40 VQ-43")]
    [InlineData("VG-D-32, -34, -36 and R-08", "VG-D-32 VG-D-34 VG-D-36 R-08")]
    [InlineData("IF-1.6. VG-S2.6, VU-48(c)", "IF-1.6 VG-S2.6 VU-48")]
    [InlineData("UTF-8, PR-12, XVU-10, sha256-VU", "")]
    public void IdsAreRead(string text, string ids) => Assert.Equal(ids, string.Join(' ', SpecIds.CitedBy(text)));

    private static bool IsOfThisProject(string file) => file.StartsWith("tests/House.Tests/", StringComparison.Ordinal);

    private static IEnumerable<string> Problems(IEnumerable<string> files, Func<string, IEnumerable<string>> ofLine) =>
        Problems(files, (_, line) => ofLine(line));

    private static IEnumerable<string> Problems(IEnumerable<string> files, Func<string, string, IEnumerable<string>> ofLine) =>
        from file in files
        from numbered in Repository.Lines(file).Select((line, i) => (Line: line, Number: i + 1))
        from problem in ofLine(file, numbered.Line)
        select $"{file}:{numbered.Number}: {problem}";

    /// <summary>A path as a file names it, from the root.</summary>
    private static string Resolve(string file, string path) =>
        Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(file)!, path)));

    [GeneratedRegex(@"\]\((?<file>[^)#\s]*)#(?<anchor>[^)\s]+)\)")]
    private static partial Regex LinkToId();

    // Not inside of an address: there a letter, a dot or a slash stands before it.
    [GeneratedRegex(@"(?<![\w./-])(?:\.{0,2}[\w-]+/|\.\./)*[\w-]+\.md\b")]
    private static partial Regex NamedDocument();

    [GeneratedRegex("§")]
    private static partial Regex SectionSign();

    [GeneratedRegex(@"virtio v1\.\d|VIRTIO v1\.\d|RFC \d+|YAML 1\.2|WHATWG HTML|UM10204")]
    private static partial Regex Standard();

    [GeneratedRegex(
        @"\(design\b|\bdesign,? (?:rule|turn|"")|\bdesign, [A-Z]|\bthe design's\b|" +
        @"\b(?:virtio-gpio|virtqueue|vhost-user|the) digest\b|[Dd]igest §|" +
        @"\(issue\b|\bissue:|\bissue \d|\binterfaces §|\be2e notes|end-to-end notes")]
    private static partial Regex Elsewhere();
}
