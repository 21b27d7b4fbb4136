using GpioHub.Explorer.Plans;
using GpioHub.Explorer.Tests.Mutations;
using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Explorer.Tests;

/// <summary>An explorer that cannot fail proves nothing: it must find each wrong device, by the property that it breaks.</summary>
public class MutationSpec(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Mutation.All.Select(mutation => mutation.Name)];

    public static TheoryData<string, string> OtherScenes
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var elsewhere in Elsewhere.All) data.Add(elsewhere.Name, elsewhere.Scene.Name);
            return data;
        }
    }

    public static TheoryData<string> Scenes => [.. Scene.All.Select(scene => scene.Name)];

    public static TheoryData<string> HarmlessNames => [.. HarmlessMutation.All.Select(mutation => mutation.Name)];

    [Theory(DisplayName = "A device that is wrong in one way is found out")]
    [MemberData(nameof(Names))]
    public void EveryMutationIsFound(string name)
    {
        var mutation = Named(name);
        MustFind(mutation, mutation.Scene);
    }

    [Theory(DisplayName = "A device that is wrong about one line or pair is found out where there are two")]
    [MemberData(nameof(OtherScenes))]
    public void FoundElsewhere(string name, string scene) => MustFind(Named(name), Scene.All.Single(other => other.Name == scene));

    [Theory(DisplayName = "The device as it is passes where the mutations are found")]
    [MemberData(nameof(Scenes))]
    public void TheRealDevicePasses(string name)
    {
        var plan = Scene.All.Single(scene => scene.Name == name).Plan;
        var result = Exploration.Run(plan);
        output.WriteLine($"{name}: {result}");
        Assert.Empty(result.Broken);
        Assert.True(result.Complete || result.Depth == plan.Depth);
    }

    [Theory(DisplayName = "A device that differs where no driver can tell is not called wrong")]
    [MemberData(nameof(HarmlessNames))]
    public void HarmlessIsNotFound(string name)
    {
        var mutation = HarmlessMutation.All.Single(mutation => mutation.Name == name);
        bool differs = mutation.Shell is not null;
        var plan = mutation.Scene.Plan with { Shell = mutation.Shell ?? HubShell.Right };
        if (mutation.Decide is { } decide)
        {
            plan = plan with
            {
                Decide = (in state, in input, in rules) =>
                {
                    var decision = decide(state, input, rules);
                    differs |= decision != state.Decide(input, rules);
                    return decision;
                },
            };
        }

        var result = Exploration.Run(plan);
        output.WriteLine($"{name}: {mutation.Why}: {result}");
        Assert.Empty(result.Broken);
        Assert.True(result.Complete);
        Assert.True(differs, "it decides everything as the device does");
    }

    [Fact(DisplayName = "Each promise of the hub's shell is broken by a mutation")]
    public void EveryPartOfTheShellIsWrongOnce()
    {
        var flags = typeof(HubShell).GetProperties().Where(property => property.PropertyType == typeof(bool));
        var shells = Mutation.All.Select(mutation => mutation.Shell).Concat(HarmlessMutation.All.Select(mutation => mutation.Shell));
        Assert.All(flags, flag => Assert.Contains(shells, shell => shell is not null && flag.GetValue(shell) is false));
    }

    private static Mutation Named(string name) => Mutation.All.Single(mutation => mutation.Name == name);

    private void MustFind(Mutation mutation, Scene scene)
    {
        var result = Exploration.Run(mutation.In(scene));
        output.WriteLine($"{mutation} ({scene}): {result}");
        Assert.Contains(mutation.Breaks, result.Broken);
        output.WriteLine($"{result.Broken[mutation.Breaks]}");
    }
}
