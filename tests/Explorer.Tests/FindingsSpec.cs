using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Explorer.Tests;

/// <summary>Compares docs/interrupts.md with what the explorer finds, number by number and step by step.</summary>
public class FindingsSpec(ITestOutputHelper output)
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Root(), "docs", "interrupts.md"));

    public static TheoryData<string> Names => [.. Finding.All.Select(finding => finding.Name)];

    [Theory(DisplayName =
        "A driver's whole state space holds what docs/interrupts.md says, and breaks what it says by the traces it shows")]
    [MemberData(nameof(Names))]
    public void TheDocumentIsRight(string name)
    {
        var finding = Finding.All.Single(finding => finding.Name == name);
        var result = Exploration.Run(finding.Plan);
        output.WriteLine($"{name}: {result}");
        foreach (var (property, trace) in result.Broken) output.WriteLine($"{Marker(finding, property)}\n```text\n{trace}\n```");
        output.WriteLine(finding.Row(result));

        Assert.True(result.Complete);
        Assert.Empty(result.Broken.Keys.Intersect(Promises.OfTheDeviceAlone));
        Assert.Equal(finding.Broken.Order(), result.Broken.Keys.Order());
        Assert.Contains(finding.Row(result), Document, StringComparison.Ordinal);
        foreach (var (property, trace) in result.Broken)
            if (Document.Contains(Marker(finding, property), StringComparison.Ordinal))
                Assert.Contains($"{Marker(finding, property)}\n```text\n{trace}\n```", Document, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Every trace in docs/interrupts.md is one that the explorer finds")]
    public void NoTraceIsOld()
    {
        var known = Finding.All.SelectMany(finding => finding.Broken.Select(property => Marker(finding, property))).ToHashSet();
        var shown = Document.Split('\n').Where(line => line.StartsWith("<!-- trace:", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(shown);
        Assert.Empty(shown.Except(known));
        Assert.Contains($"in {Mutation.All.Count} ways", Document, StringComparison.Ordinal);
        Assert.Equal(shown.Count, Document.Split("```text").Length - 1);
    }

    private static string Marker(Finding finding, LineProperty property) => $"<!-- trace: {finding.Name}: {property} -->";

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GpioHub.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
