using System.Collections.Immutable;

namespace GpioHub.Rules.Plan;

/// <summary>Finds differences of chips and their lines.</summary>
internal static class ChipDiff
{
    public static void Add(RigPlan old, RigPlan target, ImmutableArray<RigChange>.Builder changes)
    {
        foreach (var chip in target.Chips)
        {
            if (old.Chips.FirstOrDefault(before => before.Id == chip.Id) is { } before) Add(before, chip, changes);
            else changes.Add(new ChipAdded(chip, $"adds chip {chip.Id} ({chip.Driver.Text}, {DiffText.Lines(chip.Lines.Length)})"));
        }

        foreach (var chip in old.Chips)
            if (target.Chips.All(after => after.Id != chip.Id)) changes.Add(new ChipRemoved(chip, $"removes chip {chip.Id}"));
    }

    private static void Add(ChipPlan old, ChipPlan chip, ImmutableArray<RigChange>.Builder changes)
    {
        if (!RigEquality.SameDevice(old, chip))
        {
            changes.Add(new ChipReplaced(old, chip, $"replaces chip {chip.Id} ({old.Driver.Text}) with {chip.Driver.Text}"));
            return;
        }

        if (!RigEquality.SameTreatment(old, chip))
            changes.Add(new ChipTreated(chip.Id, chip.Driver, $"{chip.Id}: other {chip.Driver.TreatmentKeys}"));
        for (int i = 0; i < chip.Lines.Length; i++)
        {
            var line = chip.Lines[i];
            if (i < old.Lines.Length && line == old.Lines[i]) continue;
            bool isNew = i >= old.Lines.Length || old.Lines[i].IsUnused;
            string text = isNew ? $"adds line {DiffText.Address(chip, i)}"
                : line.IsUnused ? $"removes line {DiffText.Address(old, i)}"
                : $"{DiffText.Address(old, i)}: {DiffText.Settings(old.Lines[i], line)}";
            changes.Add(new ChipLineChanged(chip.Id, i, line, text));
        }

        for (int i = old.Lines.Length - 1; i >= chip.Lines.Length; i--)
            changes.Add(new ChipLineChanged(chip.Id, i, null, $"removes line {DiffText.Address(old, i)}"));
    }
}
