using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Explorer.Tests;

/// <summary>An explorer that cannot fail proves nothing: it must find each wrong device, by the property that it breaks.</summary>
public class MutationSpec(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Mutation.All.Select(mutation => mutation.Name)];

    [Theory(DisplayName = "A device that is wrong in one way is found out")]
    [MemberData(nameof(Names))]
    public void EveryMutationIsFound(string name)
    {
        var mutation = Mutation.All.Single(mutation => mutation.Name == name);
        var result = Exploration.Run(mutation.Plan());
        output.WriteLine($"{name}: {result}");
        Assert.Contains(mutation.Breaks, result.Broken);
        output.WriteLine($"{result.Broken[mutation.Breaks]}");
    }

    [Theory(DisplayName = "The device as it is passes where the mutations are found")]
    [InlineData(false)]
    [InlineData(true)]
    public void TheRealDevicePasses(bool chipRefuses)
    {
        var result = Exploration.Run(Mutation.Baseline(chipRefuses));
        output.WriteLine($"{result}");
        Assert.True(result.Complete);
        Assert.Empty(result.Broken);
    }
}
