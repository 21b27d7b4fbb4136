using System.Text.RegularExpressions;
using GpioHub.Scenarios.Support;
using GpioHub.Scenarios.TestKit;
using Xunit;

namespace GpioHub.Scenarios.Docs;

/// <summary>The examples of docs/scenarios.md are compiled and run here, word for word.</summary>
public partial class DocumentationSpec
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Folder, "docs", "scenarios.md"));

    public static string[] Blocks(string language) =>
        [.. Fenced().Matches(Text).Where(match => match.Groups["language"].Value == language)
            .Select(match => match.Groups["code"].Value.TrimEnd())];

    [Fact(DisplayName = "Each C# example is part of a file that the tests compile and run")]
    public void ExamplesAreRun()
    {
        string[] files = [.. Directory.GetFiles(Path.Combine(Repository.Folder, "tests", "Scenarios", "Docs"), "*Scenario.cs")
            .Select(File.ReadAllText)];
        Assert.NotEmpty(files);
        Assert.All(Blocks("csharp"), block => Assert.Contains(files, file => file.Contains(block, StringComparison.Ordinal)));
        Assert.All(files, file => Assert.Contains(Blocks("csharp"), block => file.Contains(block, StringComparison.Ordinal)));
    }

    [Fact(DisplayName = "The failure that it shows is one that a test provokes")]
    public void FailureIsReal() => Assert.Equal([FailureSpec.Expected], Blocks("text"));

    [Fact(DisplayName = "Every verb and question of the table is a public member")]
    public void MembersExist()
    {
        string[] members = [.. typeof(GpioHub.TestKit.RigScenario).Assembly.GetExportedTypes().SelectMany(type => type.GetMembers())
            .Select(member => member.Name).Distinct()];
        var rows = Text.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToArray();
        Assert.Equal(9, rows.Length);
        Assert.All(
            rows.SelectMany(row => row.Split('|')[3..5]).SelectMany(cell => Word().Matches(cell)).Select(word => word.Groups[1].Value),
            name => Assert.Contains(name, members));
    }

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"`(\w+)")]
    private static partial Regex Word();
}
