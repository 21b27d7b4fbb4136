using System.Collections.Immutable;
using GpioHub.Configuration.Format;
using GpioHub.Configuration.Yaml;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Planning;

/// <summary>Makes a plan from a chip of one driver. It lives as long as one file is read.</summary>
internal interface IChipPlanner
{
    /// <summary>The chip as far as it is right; what is wrong is reported.</summary>
    PlannedChip Plan(ScalarNode key, MapNode map, string path);
}

/// <summary>A driver of chips as the planner knows it.</summary>
/// <param name="Name">One of <see cref="ChipDriverFormat.All"/>.</param>
/// <param name="Planner">Makes its planner.</param>
internal sealed record ChipDriver(string Name, Func<ReadContext, Kept, IChipPlanner> Planner)
{
    /// <summary>Its lines are pins with settings of their own. A chip whose driver is wrong is taken for one of these.</summary>
    public bool HasPins { get; init; } = true;
}

/// <summary>The table of planners.</summary>
internal static class ChipDrivers
{
    /// <summary>Of every driver. What is wrong with lines whatever the driver is told in the words of the last.</summary>
    public static readonly ImmutableArray<ChipDriver> All =
    [
        new(GpioChipPlan.Word, (context, _) => new GpioChipPlanner(context)),
        new(RemotePlan.Word, (context, _) => new RemoteChipPlanner(context)) { HasPins = false },
        new(SimPlan.Word, (context, kept) => new SimChipPlanner(context, kept)),
    ];
}
