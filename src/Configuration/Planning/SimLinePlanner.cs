using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using GpioHub.Configuration.Format;
using GpioHub.Configuration.Naming;
using GpioHub.Configuration.Problems;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Planning;

/// <summary>Makes <see cref="ChipLinePlan"/>s from a simulated chip's <c>lines</c>; their order is their offset.</summary>
internal sealed class SimLinePlanner(ReadContext context, Kept kept)
{
    private static readonly LineSettings Settings = LineSettings.OfSim;

    private ImmutableArray<ChipLinePlan> _kept = [];

    /// <summary>Lines of all simulated chips so far.</summary>
    private int _total;

    /// <returns>Ok is false if a line was wrong; it still has its place.</returns>
    public (ImmutableArray<ChipLinePlan> Lines, ImmutableArray<LinePlace> Places, bool Ok) Plan(string chipId, MapValues chip)
    {
        if (!chip.TryGet(ChipFormat.SimLines, out var written)) return ([], [], false);
        int errorsBefore = context.Log.ErrorCount;
        _kept = kept.LinesOfChip(chipId);
        var lines = ImmutableArray.CreateBuilder<ChipLinePlan>();
        var places = ImmutableArray.CreateBuilder<LinePlace>();
        if (written.IsScalar)
        {
            if (Room(written.Scalar, chip.AtOf(ChipFormat.SimLines), chip.PathOf(ChipFormat.SimLines)))
                lines.AddRange(Enumerable.Range(0, written.Scalar).Select(offset => Line(offset, null, chip, chip)));
            places.AddRange(Enumerable.Repeat(
                Place(chip.AtOf(ChipFormat.SimLines), chip.PathOf(ChipFormat.SimLines), chip, chip), lines.Count));
        }
        else
        {
            foreach (var item in written.Other)
            {
                Add(item, chip, lines);
                LinePlace place = Place(item.Node.At, item.Path, item.Ok ? item.Value.Other ?? chip : chip, chip);
                places.AddRange(Enumerable.Repeat(place, lines.Count - places.Count));
            }
        }
        ImmutableArray<ChipLinePlan> planned = Kept.Lines(_kept, lines.ToImmutable());
        WarnOfNames(chipId, planned, chip);
        return (planned, places.ToImmutable(), context.Log.ErrorCount == errorsBefore);
    }

    private void Add(Item<Either<string, MapValues>> item, MapValues chip, ImmutableArray<ChipLinePlan>.Builder lines)
    {
        MapValues? map = item.Ok ? item.Value.Other : null;
        MapValues own = map ?? chip;
        bool named = map is null ? item.Ok : map.Has(ChipFormat.SimName);
        string? written = map is null ? item.Value.Scalar : map.Get(ChipFormat.SimName);
        Mark nameAt = map?.AtOf(ChipFormat.SimName) ?? item.Node.At;
        string namePath = map is null ? item.Path : map.PathOf(ChipFormat.SimName);

        if (map is not null && map.TryGet(ChipFormat.Offset, out int offset) && offset != lines.Count)
        {
            context.Log.Error(map.AtOf(ChipFormat.Offset), map.PathOf(ChipFormat.Offset),
                $"the order of a simulated chip's lines is their offset; this one is {lines.Count}");
        }

        if (!named || written is null || !TryTemplate(written, nameAt, namePath, out Template? names))
        {
            if (Room(1, item.Node.At, item.Path)) lines.Add(Line(lines.Count, null, own, chip));
            return;
        }
        if (!Room(names.Count, nameAt, namePath)) return;
        for (int i = 0; i < names.Count; i++)
        {
            string name = names.Text(i);
            if (!RigFormat.LineName.TryParse(name, out _))
            {
                context.Log.Error(nameAt, namePath, $"expected {RigFormat.LineName.Expected}, found {Shown.Quoted(name)}",
                    RigFormat.LineName.Expected);
                i = names.Count;
            }
            lines.Add(Line(lines.Count, name.Length == 0 ? null : name, own, chip));
        }
    }

    private bool TryTemplate(string written, Mark at, string path, [NotNullWhen(true)] out Template? names)
    {
        if (Template.TryParse(written, out names, out string? wrong)) return true;
        context.Log.Error(at, path, $"{wrong}");
        return false;
    }

    private bool Room(int more, Mark at, string path)
    {
        _total += Math.Min(more, Limits.Lines + 1);
        if (_total <= Limits.Lines) return true;
        context.Log.Error(at, path, $"more than {Limits.Lines} lines on simulated chips");
        _total = Limits.Lines;
        return false;
    }

    private static LinePlace Place(Mark at, string path, MapValues own, MapValues chip) => new(at, path, Settings.IsRuleSaid(own, chip));

    private ChipLinePlan Line(int offset, string? name, MapValues own, MapValues chip) => Kept.Line(_kept, offset, new ChipLinePlan(
        offset, name, own.Get(Settings.Bias, chip), own.Get(Settings.ActiveLow, chip), own.Get(Settings.Drive, chip),
        own.Get(Settings.Initial, chip), Settings.RuleOf(own, chip), own.Get(Settings.Control, chip)));

    private void WarnOfNames(string chipId, ImmutableArray<ChipLinePlan> lines, MapValues chip)
    {
        Mark at = chip.AtOf(ChipFormat.SimLines);
        string path = chip.PathOf(ChipFormat.SimLines);
        foreach (var same in lines.Where(l => l.Name is not null).GroupBy(l => l.Name!, StringComparer.Ordinal))
        {
            string offsets = string.Join(", ", same.Take(8).Select(l => $"{chipId}/{l.Offset}"));
            bool isOffset = !same.Skip(1).Any() && new LineAddress(chipId, OfGuest: false, same.Key).Offset == same.First().Offset;
            if (LineAddress.IsAllDigits(same.Key) && isOffset) continue;     // the name is the offset
            if (LineAddress.IsAllDigits(same.Key))
                context.Log.Warn(at, path, $"a name of digits only, {Shown.Quoted(same.Key)}, is addressed by offset: {offsets}");
            else if (same.Skip(1).Any())
                context.Log.Warn(at, path, $"{Shown.Quoted(same.Key)} is there more than once, so it is addressed by offset: {offsets}");
        }
    }
}
