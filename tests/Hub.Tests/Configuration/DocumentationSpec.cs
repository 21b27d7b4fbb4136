using System.Text.RegularExpressions;
using GpioHub.Configuration;
using GpioHub.Configuration.Format;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

public partial class DocumentationSpec
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Rig.Repository, "docs/configuration.md"));

    public static TheoryData<string> Examples() => [.. YamlBlock().Matches(Document).Select(m => m.Groups[1].Value)];

    [Theory(DisplayName = "Every example of docs/configuration.md is a rig without errors (IF-1.14)")]
    [MemberData(nameof(Examples))]
    public void ExamplesParse(string yaml)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("gpiohub-doc-");
        try
        {
            string file = Path.Combine(folder.FullName, "rig.yaml");
            File.WriteAllText(file, yaml);
            folder.CreateSubdirectory("parts");                            // of the example with include
            File.WriteAllText(Path.Combine(folder.FullName, "parts", "chips.yaml"), "chips: { bench: { driver: sim, lines: [IGN] } }\n");
            File.WriteAllText(Path.Combine(folder.FullName, "parts", "guests-ivi.yaml"),
                "guests: { ivi: { lines: [{ from: bench/IGN }] } }\n");
            Assert.DoesNotContain(
                ConfigurationLoader.Load(file, Rig.User with { IsAnyHost = true }).Problems, p => p.Severity == ProblemSeverity.Error);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static TheoryData<string> Keys() => [.. AllKeys().Select(k => k.Name).Distinct()];

    [Theory(DisplayName = "Every key stands in an example of docs/configuration.md (IF-1.14)")]
    [MemberData(nameof(Keys))]
    public void EveryKeyHasAnExample(string name) =>
        Assert.Contains(YamlBlock().Matches(Document),
            block => Regex.IsMatch(block.Value, $@"(^|[\s{{,]){name}\s*:", RegexOptions.Multiline));

    private static IEnumerable<Key> AllKeys()
    {
        Shape[] shapes =
        [
            RigFormat.Top, HubFormat.Shape, HubFormat.Token, .. ChipDriverFormat.All.Select(driver => driver.Shape()),
            ChipFormat.SimLine, ChipFormat.GpioChipLine, ChipFormat.RestartShape, GuestFormat.Guest, GuestFormat.Mapping,
        ];
        return shapes.SelectMany(s => s.Keys);
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();
}
