using System.Collections.Immutable;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Planning;

/// <summary>The plan in force, for what a new plan takes over of it: where both say the same, the new plan has the objects of the old
/// one.</summary>
/// <remarks>Most of a large rig is the same after a reload. What is made only to be compared dies at once, so that collections meanwhile
/// find little to move: they stop every guest for as long as that takes.</remarks>
internal sealed class Kept
{
    private readonly Dictionary<string, ChipPlan> _chips = [];
    private readonly Dictionary<string, GuestPlan> _guests = [];

    /// <param name="inForce">null = there is none.</param>
    public Kept(RigPlan? inForce)
    {
        if (inForce is null) return;
        foreach (var chip in inForce.Chips) _chips[chip.Id] = chip;
        foreach (var guest in inForce.Guests) _guests[guest.Id] = guest;
    }

    /// <summary>The lines that a chip has; empty = there is no such chip.</summary>
    public ImmutableArray<ChipLinePlan> LinesOfChip(string id) => _chips.TryGetValue(id, out var chip) ? chip.Lines : [];

    /// <summary>The lines that a guest has; empty = there is no such guest.</summary>
    public ImmutableArray<GuestLinePlan> LinesOfGuest(string id) => _guests.TryGetValue(id, out var guest) ? guest.Lines : [];

    /// <summary>The line as it is at its place already, or the one that was made.</summary>
    public static T Line<T>(ImmutableArray<T> kept, int place, T made)
        where T : class => place < kept.Length && kept[place].Equals(made) ? kept[place] : made;

    /// <summary>The lines as they are, or those that were made.</summary>
    public static ImmutableArray<T> Lines<T>(ImmutableArray<T> kept, ImmutableArray<T> made)
        where T : class
    {
        if (kept.Length != made.Length) return made;
        for (int i = 0; i < made.Length; i++)
            if (!ReferenceEquals(kept[i], made[i])) return made;
        return kept;
    }

    /// <summary>The chip as it is, or the one that was made, of the lines that it has where they are the same.</summary>
    public ChipPlan Chip(ChipPlan made)
    {
        if (!_chips.TryGetValue(made.Id, out var kept)) return made;
        var lines = Lines(kept.Lines, [.. made.Lines.Select((line, place) => Line(kept.Lines, place, line))]);
        bool isSame = lines == kept.Lines && RigEquality.SameDevice(kept, made) && RigEquality.SameTreatment(kept, made);
        return isSame ? kept : made with { Lines = lines };
    }

    /// <summary>The guest as it is, or the one that was made, of lines that are kept.</summary>
    public GuestPlan Guest(GuestPlan made) => _guests.TryGetValue(made.Id, out var kept) && kept == made ? kept : made;
}
