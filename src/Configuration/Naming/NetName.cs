using System.Globalization;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration;

/// <summary>The names of nets for users.</summary>
public static class NetName
{
    /// <summary>The address of a chip line, which <c>LineLookup</c> finds again: by name if an address can use the name, else by
    /// offset.</summary>
    public static string Of(ChipLineAddress net, RigPlan plan)
    {
        var chip = plan.Chips.First(c => c.Id == net.Chip);
        var line = chip.Lines[net.Index];
        // If a line is known by name only, an address can always use that name: the parser checks it.
        bool usable = !string.IsNullOrEmpty(line.Name) && !LineAddress.IsAllDigits(line.Name)
            && chip.Lines.Count(l => l.Name == line.Name) == 1;
        return usable ? $"{chip.Id}/{line.Name}" : string.Create(CultureInfo.InvariantCulture, $"{chip.Id}/{line.Offset}");
    }

    /// <summary>The same for every line of a chip, in the order of its lines.</summary>
    public static IEnumerable<string> Of(ChipPlan chip)
    {
        var named = chip.Lines.Where(line => !string.IsNullOrEmpty(line.Name)).GroupBy(line => line.Name!, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => same.Count());
        return chip.Lines.Select(line => !string.IsNullOrEmpty(line.Name) && !LineAddress.IsAllDigits(line.Name) && named[line.Name] == 1
            ? $"{chip.Id}/{line.Name}"
            : string.Create(CultureInfo.InvariantCulture, $"{chip.Id}/{line.Offset}"));
    }

    /// <summary>Every net of a rig.</summary>
    public static IEnumerable<ChipLineAddress> All(RigPlan plan) =>
        plan.Chips.SelectMany(chip => Enumerable.Range(0, chip.Lines.Length).Where(index => !chip.Lines[index].IsUnused)
            .Select(index => new ChipLineAddress(chip.Id, index)));
}
