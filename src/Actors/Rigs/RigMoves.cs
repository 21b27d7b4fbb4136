using System.Collections.Immutable;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Rigs;

/// <summary>What a difference of two plans asks of the members of a rig: whose lines move, who hears of other settings, who is where. It
/// takes long with many guests, so no reactor finds it.</summary>
internal sealed class RigMoves
{
    private readonly Dictionary<string, ImmutableArray<int>> _lines = [];
    private readonly HashSet<string> _reshaped = [];
    private readonly List<(GuestPlan Guest, ImmutableArray<int> Lines)> _settled = [];

    /// <param name="placement">The placement before the change.</param>
    public RigMoves(RigPlan old, RigDiff diff, ReactorPlacement placement)
    {
        Diff = diff;
        var target = diff.Target.Guests.ToDictionary(guest => guest.Id);
        var replaced = diff.Changes.OfType<ChipReplaced>().Select(chip => chip.New.Id).ToHashSet();
        foreach (var before in old.Guests)
        {
            var now = target.GetValueOrDefault(before.Id);
            FindMoves(before, now, replaced);
            if (now is not null) FindSettled(before, now);
        }

        Chips = ChipsOfMoves(old);
        PlacementOfBoth = placement.For(Together(old, diff.Target));
        PlacementOfTarget = PlacementOfBoth.For(diff.Target);
    }

    public RigDiff Diff { get; }

    /// <summary>By guest: the lines that get another chip line, or none.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<int>> Lines => _lines;

    /// <summary>Guests of both plans that get other lines altogether.</summary>
    public IReadOnlySet<string> Reshaped => _reshaped;

    /// <summary>Guests of both plans with other settings, and their lines that differ in more than the chip line behind them. What only
    /// moves has all it needs when it has taken its new chip line.</summary>
    public IReadOnlyList<(GuestPlan Guest, ImmutableArray<int> Lines)> Settled => _settled;

    /// <summary>Chips that lines leave or come to.</summary>
    public IReadOnlySet<string> Chips { get; }

    /// <summary>The placement while both plans are in use.</summary>
    public ReactorPlacement PlacementOfBoth { get; }

    /// <summary>The placement after the change.</summary>
    public ReactorPlacement PlacementOfTarget { get; }

    private void FindMoves(GuestPlan old, GuestPlan? now, HashSet<string> replaced)
    {
        bool all = now is null || !RigEquality.SameShape(old, now);
        var lines = old.Lines.Where(line => all || line.From != now!.Lines[line.Line].From
            || (line.From is { } from && replaced.Contains(from.Chip)));
        ImmutableArray<int> moved = [.. lines.Select(line => line.Line)];
        if (moved.Length > 0) _lines[old.Id] = moved;
        if (all && now is not null) _reshaped.Add(old.Id);
    }

    private void FindSettled(GuestPlan old, GuestPlan now)
    {
        bool all = old.EarlyUnmask != now.EarlyUnmask;
        ImmutableArray<int> lines = _reshaped.Contains(now.Id)
            ? []                                                           // they are new, and made from the new plan
            : [.. now.Lines.Where(line => all || line with { From = null } != old.Lines[line.Line] with { From = null })
                .Select(line => line.Line)];
        if (lines.Length > 0 || !RigEquality.SameSettings(old, now) || !RigEquality.SameEndpoint(old, now)) _settled.Add((now, lines));
    }

    private HashSet<string> ChipsOfMoves(RigPlan old)
    {
        var chips = new HashSet<string>();
        foreach (var plan in old.Guests.Concat(Diff.Target.Guests))
        {
            if (!_lines.TryGetValue(plan.Id, out var lines)) continue;
            bool all = _reshaped.Contains(plan.Id);
            chips.UnionWith(plan.Lines.Where(line => all || lines.Contains(line.Line)).Select(line => line.From?.Chip).OfType<string>());
        }

        return chips;
    }

    private static RigPlan Together(RigPlan old, RigPlan target) => target with
    {
        Chips = [.. target.Chips, .. old.Chips.Where(chip => target.Chips.All(other => other.Id != chip.Id))],
        Guests = [.. target.Guests, .. old.Guests.Where(guest => target.Guests.All(other => other.Id != guest.Id))],
    };
}
