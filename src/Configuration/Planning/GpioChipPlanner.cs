using System.Collections.Immutable;
using System.Text.RegularExpressions;
using GpioHub.Configuration.Format;
using GpioHub.Configuration.Problems;
using GpioHub.Configuration.Yaml;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Planning;

/// <summary>Makes a <see cref="PlannedChip"/> from a chip of driver gpiochip. Source: IF-1.7.</summary>
internal sealed partial class GpioChipPlanner(ReadContext context) : IChipPlanner
{
    private static readonly LineSettings Settings = LineSettings.OfGpioChip;

    /// <summary>Stands for a selector that is wrong; the file has an error then, and its plan is not used.</summary>
    private static readonly ChipSelector NoDevice = new ByLabel("");

    public PlannedChip Plan(ScalarNode key, MapNode map, string path)
    {
        MapValues chip = ChipFormat.GpioChip.Read(map, path, context);
        MapValues restart = chip.TryGet(ChipFormat.Restart, out MapValues written) ? written : Empty(key.At, path);
        ChipSelector? selector = Selector(chip);
        TimeSpan min = restart.Get(ChipFormat.RestartMin) ?? TimeSpan.Zero, max = restart.Get(ChipFormat.RestartMax) ?? TimeSpan.Zero;
        if (min > max) context.Log.Error(restart.At, restart.Path, $"min is longer than max");

        (ImmutableArray<ChipLinePlan> lines, ImmutableArray<LinePlace> places) = Lines(key.Text, chip);
        var driver = new GpioChipPlan(selector ?? NoDevice, chip.Get(ChipFormat.Io), min, max);
        var plan = new ChipPlan(key.Text, driver, lines);
        return new PlannedChip(plan, places, new LinePlace(key.At, path, Settings.IsRuleSaid(chip, chip)), doubtful: false,
            unlisted: Line(ChipLinePlan.ByName, null, chip, chip))
        {
            Host = Sharer.HostOf(chip),
        }.SharedBy(chip, context);
    }

    /// <summary>The selector; null: it is wrong, and that is reported.</summary>
    private ChipSelector? Selector(MapValues chip)
    {
        if (chip.TryGet(ChipFormat.Match, out MapNode match)) return Properties(match, chip.PathOf(ChipFormat.Match));
        if (chip.TryGet(ChipFormat.Label, out string label)) return new ByLabel(label);
        if (!chip.TryGet(ChipFormat.DevicePath, out string written)) return null;

        Mark at = chip.AtOf(ChipFormat.DevicePath);
        string device = HubPlanner.Absolute(written, at);
        if (NumberedDevice().IsMatch(device))
        {
            context.Log.Warn(at, chip.PathOf(ChipFormat.DevicePath),
                $"the number of {device} may change at any boot; prefer label or match");
        }
        return new ByPath(device);
    }

    private ByProperties? Properties(MapNode match, string path)
    {
        var glob = new TextKind("a glob");
        var properties = ImmutableArray.CreateBuilder<(string Name, string Glob)>();
        foreach ((ScalarNode property, ConfigNode node) in Shape.Entries(match, path, context))
        {
            if (glob.TryRead(node, $"{path}.{property.Text}", context, out string? pattern)) properties.Add((property.Text, pattern));
        }
        if (match.Entries.IsEmpty) context.Log.Error(match.At, path, $"expected at least one property: glob");
        return properties.Count == 0 ? null : new ByProperties(properties.ToImmutable());
    }

    /// <summary>The lines that the file sets, in its order.</summary>
    private (ImmutableArray<ChipLinePlan> Lines, ImmutableArray<LinePlace> Places) Lines(string chipId, MapValues chip)
    {
        var lines = ImmutableArray.CreateBuilder<ChipLinePlan>();
        var places = ImmutableArray.CreateBuilder<LinePlace>();
        var seen = new Dictionary<string, Mark>(StringComparer.Ordinal);
        chip.TryGet(ChipFormat.GpioChipLines, out var items);
        foreach (Item<Either<string, MapValues>> item in items.IsDefault ? [] : items)
        {
            if (!item.Ok) continue;
            if (lines.Count == Limits.Lines)
            {
                context.Log.Error(item.Node.At, item.Path, $"more than {Limits.Lines} lines of chip {Shown.Quoted(chipId)}");
                break;
            }
            MapValues own = item.Value.Other ?? Empty(item.Node.At, item.Path);
            string? name = item.Value.IsScalar ? item.Value.Scalar : own.TryGet(ChipFormat.GpioChipName, out string given) ? given : null;
            int offset = own.TryGet(ChipFormat.Offset, out int at) ? at : ChipLinePlan.ByName;
            bool byName = offset == ChipLinePlan.ByName;
            if (own.IsWrong(ChipFormat.Offset) || own.IsWrong(ChipFormat.GpioChipName) || (name is null && byName)) continue;
            if (name is not null && LineAddress.IsAllDigits(name) && new LineAddress(chipId, OfGuest: false, name).Offset != offset)
                Digits(name, byName ? null : $"{chipId}/{offset}", item);
            Twice(name is null ? null : $"\"{name}\"", item, seen);
            Twice(byName ? null : $"offset {offset}", item, seen);
            lines.Add(Line(offset, name, own, chip));
            places.Add(new LinePlace(item.Node.At, item.Path, Settings.IsRuleSaid(own, chip)));
        }
        return (lines.ToImmutable(), places.ToImmutable());
    }

    private static ChipLinePlan Line(int offset, string? name, MapValues own, MapValues chip) => new(
        offset, name, own.Get(Settings.Bias, chip), own.Get(Settings.ActiveLow, chip), own.Get(Settings.Drive, chip),
        own.Get(Settings.Initial, chip), Settings.RuleOf(own, chip), own.Get(Settings.Control, chip))
    {
        Debounce = own.Get(LineSettings.Debounce, chip) ?? TimeSpan.Zero,
        Sample = own.Get(LineSettings.Sample, chip),
    };

    /// <summary>Reports a name of digits only. In an address it would be an offset, so a line without an offset could not be addressed at
    /// all.</summary>
    /// <param name="address">The address by its offset; null = it has none.</param>
    private void Digits(string name, string? address, Item<Either<string, MapValues>> item)
    {
        if (address is not null)
            context.Log.Warn(item.Node.At, item.Path, $"a name of digits only, {Shown.Quoted(name)}, is addressed by offset: {address}");
        else
        {
            context.Log.Error(item.Node.At, item.Path,
                $"a name of digits only, {Shown.Quoted(name)}, reads as an offset in an address; give the line's offset too", "an offset");
        }
    }

    private void Twice(string? what, Item<Either<string, MapValues>> item, Dictionary<string, Mark> seen)
    {
        if (what is not null && !seen.TryAdd(what, item.Node.At))
            context.Log.Error(item.Node.At, item.Path, $"{what} is already set at {seen[what].SeenFrom(item.Node.At)}");
    }

    /// <summary>A map in which every key has its default.</summary>
    private static MapValues Empty(Mark at, string path) => new(new MapNode(at, 1, [], Flow: false), path);

    [GeneratedRegex("^/dev/gpiochip[0-9]+\\z")]
    private static partial Regex NumberedDevice();
}
