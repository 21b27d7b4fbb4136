using System.Globalization;
using GpioHub.Actors.Rigs;
using GpioHub.Hub.Configuration;

namespace GpioHub.Hub.Naming;

/// <summary>What a net is called to a user.</summary>
internal static class NetName
{
    /// <summary>The address of a chip line: by its name where an address can use that, else by offset.</summary>
    public static string Of(ChipLineAddress line, RigPlan plan)
    {
        var chip = plan.Chips.FirstOrDefault(c => c.Id == line.Chip);
        string? name = chip?.Lines.FirstOrDefault(l => l.Offset == line.Index)?.Name;
        bool usable = !string.IsNullOrEmpty(name) && !LineAddress.IsAllDigits(name) && chip!.Lines.Count(l => l.Name == name) == 1;
        return usable ? $"{line.Chip}/{name}" : string.Create(CultureInfo.InvariantCulture, $"{line.Chip}/{line.Index}");
    }
}
