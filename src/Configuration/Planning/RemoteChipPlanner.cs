using System.Collections.Immutable;
using GpioHub.Configuration.Format;
using GpioHub.Configuration.Problems;
using GpioHub.Configuration.Yaml;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Planning;

/// <summary>Makes a <see cref="PlannedChip"/> from a chip of driver remote. Its lines are those that the file sets and those that guests
/// map; whether the owner has them only the owner knows. Source: IF-1.16.</summary>
internal sealed class RemoteChipPlanner(ReadContext context) : IChipPlanner
{
    private static readonly LineSettings Settings = LineSettings.OfRemote;

    public PlannedChip Plan(ScalarNode key, MapNode map, string path)
    {
        MapValues chip = ChipFormat.Remote.Read(map, path, context);
        chip.TryGet(ChipFormat.Hub, out string hub);
        string there = chip.TryGet(ChipFormat.ChipThere, out string other) ? other : key.Text;
        (ImmutableArray<ChipLinePlan> lines, ImmutableArray<LinePlace> places) = Lines(key.Text, chip);
        var plan = new ChipPlan(key.Text, new RemotePlan(hub ?? "", there), lines);
        return new PlannedChip(plan, places, new LinePlace(key.At, path, RuleIsSaid: Settings.IsRuleSaid(chip, chip)), doubtful: false,
            unlisted: LineOf(ChipLinePlan.ByName, null, chip, chip))
        {
            Hub = hub is null ? null : (hub, chip.AtOf(ChipFormat.Hub), chip.PathOf(ChipFormat.Hub)),
        };
    }

    /// <summary>A line of a chip of another host, as its consumer sees it.</summary>
    /// <param name="resolve">What several drivers of this host come to.</param>
    public static ChipLinePlan Line(int offset, string? name, ResolveRule resolve, ControlAccess control) =>
        new(offset, name, Bias.AsIs, ActiveLow: false, DriveKind.PushPull, InitialState.AsIs, resolve, control) { LevelIsTold = true };

    private static ChipLinePlan LineOf(int offset, string? name, MapValues own, MapValues chip) =>
        Line(offset, name, own.TryGet(Settings.Resolve, out ResolveRule rule) ? rule : chip.Get(Settings.Resolve),
            own.Get(Settings.Control, chip));

    private (ImmutableArray<ChipLinePlan> Lines, ImmutableArray<LinePlace> Places) Lines(string chipId, MapValues chip)
    {
        var lines = ImmutableArray.CreateBuilder<ChipLinePlan>();
        var places = ImmutableArray.CreateBuilder<LinePlace>();
        var seen = new Dictionary<string, Mark>(StringComparer.Ordinal);
        chip.TryGet(ChipFormat.RemoteLines, out var items);
        foreach (Item<Either<string, MapValues>> item in items.IsDefault ? [] : items)
        {
            if (!item.Ok) continue;
            if (lines.Count == Limits.RemoteLines)
            {
                context.Log.Error(item.Node.At, item.Path, $"more than {Limits.RemoteLines} lines of chip {Shown.Quoted(chipId)}");
                break;
            }

            MapValues own = item.Value.Other ?? new MapValues(new MapNode(item.Node.At, 1, [], Flow: false), item.Path);
            string? name = item.Value.IsScalar ? item.Value.Scalar : own.TryGet(ChipFormat.GpioChipName, out string given) ? given : null;
            int offset = own.TryGet(ChipFormat.Offset, out int at) ? at : ChipLinePlan.ByName;
            if (own.IsWrong(ChipFormat.Offset) || own.IsWrong(ChipFormat.GpioChipName)) continue;
            if (name is { } digits && offset == ChipLinePlan.ByName && LineAddress.IsAllDigits(digits))
                (name, offset) = (null, new LineAddress(chipId, OfGuest: false, digits).Offset ?? ChipLinePlan.ByName);
            if (name is null && offset == ChipLinePlan.ByName) continue;
            Twice(name is null ? null : $"\"{name}\"", item, seen);
            Twice(offset == ChipLinePlan.ByName ? null : $"offset {offset}", item, seen);
            lines.Add(LineOf(offset, name, own, chip));
            places.Add(new LinePlace(item.Node.At, item.Path, Settings.IsRuleSaid(own, chip)));
        }

        return (lines.ToImmutable(), places.ToImmutable());
    }

    private void Twice(string? what, Item<Either<string, MapValues>> item, Dictionary<string, Mark> seen)
    {
        if (what is not null && !seen.TryAdd(what, item.Node.At))
            context.Log.Error(item.Node.At, item.Path, $"{what} is already set at {seen[what].SeenFrom(item.Node.At)}");
    }
}
