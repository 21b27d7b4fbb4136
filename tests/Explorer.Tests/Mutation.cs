using GpioHub.Explorer.Plans;
using GpioHub.Explorer.Tests.Mutations;

namespace GpioHub.Explorer.Tests;

/// <summary>One wrong device: a wrapper around the real decision, or another shell.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Breaks">The property that must be found broken.</param>
/// <param name="Scene">The world that shows it.</param>
/// <param name="Decide">The wrong decision; null = the right one.</param>
/// <param name="Shell">The wrong shell; null = the right one.</param>
/// <param name="Link">Makes the scene's link wrong; null = it is right.</param>
public sealed record Mutation(string Name, LineProperty Breaks, Scene Scene, LineDecider? Decide = null, HubShell? Shell = null,
    Func<LinkPlan, LinkPlan>? Link = null)
{
    public static IReadOnlyList<Mutation> All { get; } =
    [
        .. LatchMutations.All, .. LevelMutations.All, .. PairMutations.All, .. RequestMutations.All, .. EnableMutations.All,
        .. ChipMutations.All, .. EventqMutations.All, .. DirectionMutations.All, .. ResetMutations.All, .. LimitMutations.All,
        .. ReloadMutations.All, .. TurnMutations.All, .. TwoLinesMutations.All,
        .. SuccessionMutations.All, .. LinkMutations.All,
    ];

    /// <summary>The device with this mistake, in its own scene or another one.</summary>
    public ExplorationPlan In(Scene scene)
    {
        var plan = scene.Plan;
        if (Decide is not null) plan = plan with { Decide = Decide };
        if (Link is not null) plan = plan with { Link = Link(plan.Link!) };
        return Shell is { } shell ? plan with { Shell = shell } : plan;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
