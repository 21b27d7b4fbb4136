using GpioHub.Explorer.Plans;
using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Explorer.Tests;

/// <summary>Compares docs/interrupts.md with what the explorer finds, number by number and step by step.</summary>
public class FindingsSpec(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Finding.Narrow.Select(finding => finding.Name)];

    [Trait("Walks", "everything")]
    [Theory(DisplayName =
        "A driver's whole state space holds what docs/interrupts.md says, and breaks what it says by the traces it shows")]
    [MemberData(nameof(Names))]
    public void TheDocumentIsRight(string name) => InterruptsPage.Check(Finding.Narrow.Single(finding => finding.Name == name), output);

    [Fact(DisplayName = "Every trace in docs/interrupts.md is one that the explorer finds, and its number of mutations is right")]
    public void NoTraceIsOld()
    {
        var known = Finding.All
            .SelectMany(finding => finding.Broken.Select(property => InterruptsPage.Marker(finding, property))).ToHashSet();
        var shown = InterruptsPage.Text.Split('\n').Where(line => line.StartsWith("<!-- trace:", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(shown);
        Assert.Empty(shown.Except(known));
        Assert.Contains($"in {Mutation.All.Count} ways", InterruptsPage.Text, StringComparison.Ordinal);
        Assert.Equal(shown.Count, InterruptsPage.Text.Split("```text").Length - 1);
    }
}

/// <summary>The same of the wider world; a class of its own, so that both run at once.</summary>
public class WiderFindingsSpec(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Finding.Wider.Select(finding => finding.Name)];

    [Trait("Walks", "everything")]
    [Theory(DisplayName =
        "While rings, chip and directions change under a driver, it holds and breaks what docs/interrupts.md says")]
    [MemberData(nameof(Names))]
    public void TheDocumentIsRight(string name) => InterruptsPage.Check(Finding.Wider.Single(finding => finding.Name == name), output);
}

/// <summary>The same of a hub that is killed.</summary>
public class KilledFindingsSpec(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Finding.Killed.Select(finding => finding.Name)];

    [Trait("Walks", "everything")]
    [Theory(DisplayName = "Wherever the hub is killed, the one that goes on holds and breaks what docs/interrupts.md says")]
    [MemberData(nameof(Names))]
    public void TheDocumentIsRight(string name) => InterruptsPage.Check(Finding.Killed.Single(finding => finding.Name == name), output);
}

/// <summary>The same of a line of another host.</summary>
public class LinkedFindingsSpec(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Finding.Linked.Select(finding => finding.Name)];

    [Trait("Walks", "everything")]
    [Theory(DisplayName = "Wherever the link to a line's host is cut, the guest has what docs/interrupts.md says (LK-05 … LK-10, LK-12)")]
    [MemberData(nameof(Names))]
    public void TheDocumentIsRight(string name) => InterruptsPage.Check(Finding.Linked.Single(finding => finding.Name == name), output);
}

/// <summary>docs/interrupts.md.</summary>
internal static class InterruptsPage
{
    public static readonly string Text = File.ReadAllText(Path.Combine(Root(), "docs", "interrupts.md"));

    public static string Marker(Finding finding, LineProperty property) => $"<!-- trace: {finding.Name}: {property} -->";

    /// <summary>Explores, and compares what is found with what the finding and the page say.</summary>
    public static void Check(Finding finding, ITestOutputHelper output)
    {
        var result = Exploration.Run(finding.Plan);
        output.WriteLine($"{finding}: {result}");
        foreach (var (property, trace) in result.Broken) output.WriteLine(Shown(finding, property, trace));
        output.WriteLine(finding.Row(result));

        Assert.True(result.Complete || finding.Plan.StopsAtFirst);
        Assert.Empty(result.Broken.Keys.Intersect([.. Promises.OfTheDeviceAlone, .. Promises.OfALink]));
        Assert.Equal(finding.Broken.Order(), result.Broken.Keys.Order());
        Assert.Contains(finding.Row(result), Text, StringComparison.Ordinal);
        foreach (var (property, trace) in result.Broken)
            if (Text.Contains(Marker(finding, property), StringComparison.Ordinal))
                Assert.Contains(Shown(finding, property, trace), Text, StringComparison.Ordinal);
    }

    private static string Shown(Finding finding, LineProperty property, CounterExample trace) =>
        $"{Marker(finding, property)}\n```text\n{trace}\n```";

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GpioHub.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
