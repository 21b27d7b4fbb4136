using System.Collections.Immutable;
using GpioHub.Configuration.Format;
using GpioHub.Configuration.Yaml;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Planning;

/// <summary>Makes a <see cref="PlannedChip"/> from a chip of driver sim. Source: IF-1.7.</summary>
internal sealed class SimChipPlanner(ReadContext context, Kept kept) : IChipPlanner
{
    private readonly SimLinePlanner _lines = new(context, kept);

    public PlannedChip Plan(ScalarNode key, MapNode map, string path)
    {
        MapValues chip = ChipFormat.Sim.Read(map, path, context);
        (ImmutableArray<ChipLinePlan> lines, ImmutableArray<LinePlace> places, bool ok) = _lines.Plan(key.Text, chip);
        var plan = new ChipPlan(key.Text, SimPlan.Instance, lines);
        return new PlannedChip(plan, places, new LinePlace(key.At, path, RuleIsSaid: true), doubtful: !ok)
        {
            Host = Sharer.HostOf(chip),
        }.SharedBy(chip, context);
    }
}
