using System.Collections.Immutable;
using System.Text.RegularExpressions;
using GpioHub.Actors.Rigs;
using GpioHub.Hub.Configuration.Format;
using GpioHub.Hub.Configuration.Yaml;

namespace GpioHub.Hub.Configuration.Planning;

/// <summary>From <c>chips</c> to <see cref="ChipPlan"/>s. Source: interfaces.md §1.7.</summary>
internal sealed partial class ChipPlanner(ReadContext context)
{
    private readonly SimLinePlanner _simLines = new(context);

    /// <summary>The chips in file order, those that are wrong too.</summary>
    public List<PlannedChip> Plan(MapNode chips)
    {
        var planned = new List<PlannedChip>();
        foreach ((ScalarNode key, ConfigNode node) in Shape.Entries(chips, "chips", context))
        {
            string path = $"chips.{key.Text}";
            if (!Id().IsMatch(key.Text)) WrongId(key, path);
            planned.Add(One(key, node, path));
        }
        return planned;
    }

    /// <summary>Of chips and guests.</summary>
    [GeneratedRegex("^" + RigFormat.IdPattern + "\\z")]
    public static partial Regex Id();

    private void WrongId(ScalarNode key, string path)
    {
        string hint = key.Text.Contains('{', StringComparison.Ordinal) ? "; {a..b} makes guests and simulated lines, not chips" : "";
        context.Log.Error(key.At, path, $"{Words.Quoted(key.Text)} is no id; expected 1–63 of A–Z a–z 0–9 _ . -, the first a letter or digit{hint}");
    }

    private PlannedChip One(ScalarNode key, ConfigNode node, string path)
    {
        if (node is not MapNode map)
        {
            context.Log.Error(node.At, path, $"expected a map such as {{ driver: sim, lines: [IGN] }}, found {node.Kind}");
            return Nothing(key);
        }
        // The driver decides what the other keys mean.
        ConfigNode? driver = map.Entries.FirstOrDefault(e => e.Key.Text == ChipFormat.Driver.Name).Value;
        var silent = context with { Log = new ProblemLog() };
        if (driver is not null && !ChipFormat.Driver.Of.TryRead(driver, path, silent, out _))
        {
            ChipFormat.Driver.Of.TryRead(driver, $"{path}.driver", context, out _);
            return Nothing(key);
        }
        if (driver is null)
        {
            context.Log.Error(map.At, path, $"\"driver\" is missing; expected {ChipFormat.Driver.Of.Expected}", ChipFormat.Driver.Of.Expected);
            return Nothing(key);
        }
        return driver is ScalarNode { Text: "sim" } ? Sim(key, map, path) : GpioChip(key, map, path);
    }

    private PlannedChip Sim(ScalarNode key, MapNode map, string path)
    {
        MapValues chip = ChipFormat.Sim.Read(map, path, context);
        (ImmutableArray<ChipLinePlan> lines, bool ok) = _simLines.Plan(key.Text, chip);
        return new PlannedChip(new ChipPlan(key.Text, ChipDriverKind.Sim, lines), key.At, Doubtful: !ok);
    }

    private PlannedChip GpioChip(ScalarNode key, MapNode map, string path)
    {
        MapValues chip = ChipFormat.GpioChip.Read(map, path, context);
        if (chip.TryGet(ChipFormat.Match, out MapNode match)) CheckMatch(match, chip.PathOf(ChipFormat.Match));
        if (chip.TryGet(ChipFormat.Restart, out MapValues restart)) CheckRestart(restart);
        if (chip.TryGet(ChipFormat.DevicePath, out string device) && NumberedDevice().IsMatch(device))
            context.Log.Warn(chip.AtOf(ChipFormat.DevicePath), chip.PathOf(ChipFormat.DevicePath), $"the number of {device} may change at any boot; prefer label or match");

        LineSettings settings = LineSettings.OfGpioChip;
        var lines = ImmutableArray.CreateBuilder<ChipLinePlan>();
        var seen = new Dictionary<string, Mark>(StringComparer.Ordinal);
        chip.TryGet(ChipFormat.GpioChipLines, out var items);
        foreach (Item<Either<string, MapValues>> item in items.IsDefault ? [] : items)
        {
            if (!item.Ok) continue;
            MapValues own = item.Value.Other ?? new MapValues(new MapNode(item.Node.At, 1, [], Flow: false), item.Path);
            string? name = item.Value.IsScalar ? item.Value.Scalar : own.TryGet(ChipFormat.GpioChipName, out string given) ? given : null;
            int offset = own.TryGet(ChipFormat.Offset, out int at) ? at : ChipLinePlan.ByName;
            if (own.IsWrong(ChipFormat.Offset) || own.IsWrong(ChipFormat.GpioChipName) || (name is null && offset == ChipLinePlan.ByName)) continue;
            Twice(name is null ? null : $"\"{name}\"", item, seen);
            Twice(offset == ChipLinePlan.ByName ? null : $"offset {offset}", item, seen);
            lines.Add(new ChipLinePlan(
                offset, name, own.Get(settings.Bias, chip), own.Get(settings.ActiveLow, chip), own.Get(settings.Drive, chip),
                own.Get(settings.Initial, chip), own.Get(settings.Resolve, chip), own.Get(settings.Control, chip)));
        }
        return new PlannedChip(new ChipPlan(key.Text, ChipDriverKind.GpioChip, lines.ToImmutable()), key.At, Doubtful: false);
    }

    private void Twice(string? what, Item<Either<string, MapValues>> item, Dictionary<string, Mark> seen)
    {
        if (what is not null && !seen.TryAdd(what, item.Node.At))
            context.Log.Error(item.Node.At, item.Path, $"{what} is already set at {seen[what].SeenFrom(item.Node.At)}");
    }

    private void CheckMatch(MapNode match, string path)
    {
        var glob = new TextKind("a glob");
        foreach ((ScalarNode property, ConfigNode node) in Shape.Entries(match, path, context))
            glob.TryRead(node, $"{path}.{property.Text}", context, out _);
        if (match.Entries.IsEmpty) context.Log.Error(match.At, path, $"expected at least one property: glob");
    }

    private void CheckRestart(MapValues restart)
    {
        TimeSpan? min = restart.Get(ChipFormat.RestartMin), max = restart.Get(ChipFormat.RestartMax);
        if (min > max) context.Log.Error(restart.At, restart.Path, $"min is longer than max");
    }

    private static PlannedChip Nothing(ScalarNode key) => new(new ChipPlan(key.Text, ChipDriverKind.Sim, []), key.At, Doubtful: true);

    [GeneratedRegex("^/dev/gpiochip[0-9]+$")]
    private static partial Regex NumberedDevice();
}
