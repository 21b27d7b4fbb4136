using System.Text.RegularExpressions;
using Xunit;

namespace GpioHub.House.Tests;

/// <summary>A test's name is the rule that it holds, in words.</summary>
public partial class DisplayNameSpec
{
    [Fact(DisplayName = "A test's name says its rule first: it begins with no id, no section sign and no standard")]
    public void NamesBeginWithWords() => Findings.None(Names().Where(one => Key().IsMatch(one.Name))
        .Select(one => $"{one.File}: \"{one.Name}\": put the id at the end, in parentheses"));

    [Fact(DisplayName = "A test's name has its ids at the end, in one pair of parentheses")]
    public void IdsStandAtTheEnd() => Findings.None(Names().Where(one => SpecIds.CitedBy(AtTheEnd().Replace(one.Name, "")).Any())
        .Select(one => $"{one.File}: \"{one.Name}\""));

    [Fact(DisplayName = "No two tests of a file have the same name")]
    public void NamesDiffer() => Findings.None(Names().GroupBy(one => one).Where(group => group.Count() > 1)
        .Select(group => $"{group.Key.File}: \"{group.Key.Name}\" {group.Count()} times"));

    private static IEnumerable<(string File, string Name)> Names() =>
        from file in Repository.FilesThatEndIn(".cs")
        where file.StartsWith("tests/", StringComparison.Ordinal)
        from match in DisplayName().Matches(Repository.Text(file))
        select (file, string.Concat(match.Groups["part"].Captures.Select(part => part.Value)));

    [GeneratedRegex(@"DisplayName\s*=\s*(?:""(?<part>(?:[^""\\]|\\.)*)""(?:\s*\+\s*)?)+")]
    private static partial Regex DisplayName();

    [GeneratedRegex(
        @"^\W*(?:(?:VG-D|VG-G|VQ|VU|GU|HR|LK|AK|R)-\d|(?:IF-|VG-S|VQ-S|VU-S|GU-S)\d|§|" +
        @"virtio v1|interfaces\b|virtqueue §|design\b|issue \d)")]
    private static partial Regex Key();

    [GeneratedRegex(@"\([^()]*\)$")]
    private static partial Regex AtTheEnd();
}
