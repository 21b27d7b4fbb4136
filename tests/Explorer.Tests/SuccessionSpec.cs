using GpioHub.Explorer.Tests.Mutations;
using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Explorer.Tests;

/// <summary>What is wrong with what a hub leaves, or with how the next one goes on, shows when a hub is killed, and only then.</summary>
public class SuccessionSpec(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. SuccessionMutations.All.Select(mutation => mutation.Name)];

    [Theory(DisplayName = "A hub that leaves too little, or goes on wrongly, is found out by a story in which it is killed")]
    [MemberData(nameof(Names))]
    public void TheStoryTells(string name)
    {
        var mutation = SuccessionMutations.All.Single(mutation => mutation.Name == name);
        var story = Exploration.Run(mutation.In(mutation.Scene)).Broken[mutation.Breaks];
        output.WriteLine($"{story}");
        Assert.Single(story.Steps, step => step == "the hub is killed, and another goes on");
    }

    [Theory(DisplayName = "The same hub keeps every promise while nobody kills it")]
    [MemberData(nameof(Names))]
    public void NobodySeesIt(string name)
    {
        var mutation = SuccessionMutations.All.Single(mutation => mutation.Name == name);
        var result = Exploration.Run(mutation.In(mutation.Scene) with { Kills = 0 });
        Assert.Empty(result.Broken);
        Assert.True(result.Complete);
    }
}
