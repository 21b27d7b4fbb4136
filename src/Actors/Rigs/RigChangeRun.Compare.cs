using System.Collections.Immutable;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Rigs;

/// <content>The comparison of both plans: what differs, and for whom. It takes long with many guests, so no reactor does it.</content>
internal sealed partial class RigChangeRun
{
    private RigComparison? _comparison;

    /// <summary>Compares the plans, and finds <see cref="Asked"/>.</summary>
    public void FindAsked()
    {
        _comparison = RigComparison.Of(Old, Wanted);
        HashSet<string> asked = [.. _comparison.Concerned];
        if (Adopts is { } adopts) asked.Add(adopts);
        Asked = asked;
    }

    /// <summary>Finds what is to be done, from the guests' answers.</summary>
    public void Compare()
    {
        Diff = _comparison!.With(id => !Held.TryGetValue(id, out var held) || held.Connected,
            id => Held.TryGetValue(id, out var held) && held.MayReshape);
        var target = Diff.Target.Guests.ToDictionary(guest => guest.Id);
        var replaced = Diff.Changes.OfType<ChipReplaced>().Select(chip => chip.New.Id).ToHashSet();
        foreach (var old in Old.Guests) FindMoves(old, target.GetValueOrDefault(old.Id), replaced);
        foreach (var old in Old.Guests)
            if (target.TryGetValue(old.Id, out var guest)) FindResettled(old, guest);
        PlacementOfBoth = Placement.For(Together(Old, Diff.Target));
        PlacementOfTarget = PlacementOfBoth.For(Diff.Target);
    }

    private void FindMoves(GuestPlan old, GuestPlan? now, HashSet<string> replaced)
    {
        bool all = now is null || !RigEquality.SameShape(old, now);
        var lines = old.Lines.Where(line => all || line.From != now!.Lines[line.Line].From
            || (line.From is { } from && replaced.Contains(from.Chip)));
        ImmutableArray<int> moved = [.. lines.Select(line => line.Line)];
        if (moved.Length > 0) Moves[old.Id] = moved;
        if (all && now is not null) Reshaped.Add(old.Id);
    }

    /// <summary>Chips that lines leave or come to.</summary>
    public IReadOnlySet<string> ChipsOfMoves()
    {
        var chips = new HashSet<string>();
        foreach (var plan in Old.Guests.Concat(Diff.Target.Guests))
        {
            if (!Moves.TryGetValue(plan.Id, out var lines)) continue;
            bool all = Reshaped.Contains(plan.Id);
            chips.UnionWith(plan.Lines.Where(line => all || lines.Contains(line.Line)).Select(line => line.From?.Chip).OfType<string>());
        }

        return chips;
    }

    private void FindResettled(GuestPlan old, GuestPlan guest)
    {
        if (RigEquality.Same(old, guest) && !Moves.ContainsKey(guest.Id)) return;
        bool other = Reshaped.Contains(guest.Id) || !RigEquality.SameSettings(old, guest);
        Resettled.Add((guest, [.. guest.Lines.Where(line => other || line != old.Lines[line.Line]).Select(line => line.Line)]));
    }

    private static RigPlan Together(RigPlan old, RigPlan target) => target with
    {
        Chips = [.. target.Chips, .. old.Chips.Where(chip => target.Chips.All(other => other.Id != chip.Id))],
        Guests = [.. target.Guests, .. old.Guests.Where(guest => target.Guests.All(other => other.Id != guest.Id))],
    };
}
