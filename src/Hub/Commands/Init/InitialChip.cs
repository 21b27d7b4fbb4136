using System.Collections.Immutable;

namespace GpioHub.Hub.Commands.Init;

/// <summary>A line that a guest is wired to.</summary>
/// <param name="Address">By its offset: a name may be anything, and be there twice.</param>
/// <param name="GuestName">As the guest sees it; null = its name cannot stand in a guest.</param>
internal sealed record InitialLine(string Address, string? GuestName);

/// <summary>A physical chip of the file. Pure.</summary>
/// <param name="Selector">The key that tells it from every other chip of this host, with its value.</param>
internal sealed record InitialChip(string Id, FoundChip Found, string Selector)
{
    private const int LongestLineName = 31;

    /// <summary>Lines with a name that nobody uses.</summary>
    public IEnumerable<InitialLine> Free => Found.Lines.Where(line => line is { Used: false, Name.Length: > 0 })
        .Select(line => new InitialLine($"{Id}/{line.Offset}", NameOf(line)));

    /// <summary>The chips that could be opened.</summary>
    public static ImmutableArray<InitialChip> Of(ImmutableArray<FoundChip> chips)
    {
        var ids = new IdText(RigText.SimulatedChip);
        return
        [
            .. from chip in chips
               where chip.Label is not null
               select new InitialChip(ids.Of(chip.Label!, Path.GetFileName(chip.Path)), chip, SelectorOf(chip, chips)),
        ];
    }

    /// <summary>The label if no other chip has it; else where the chip is; else its number, which may change.</summary>
    private static string SelectorOf(FoundChip chip, ImmutableArray<FoundChip> chips)
    {
        FoundChip[] alike = [.. chips.Where(other => other.Label == chip.Label)];
        if (alike.Length == 1 && chip.Label!.Length > 0) return $"label: {YamlText.Quoted(chip.Label)}";
        if (PlaceOf(chip) is { } place && alike.Count(other => PlaceOf(other) == place) == 1)
        {
            string label = YamlText.Quoted(YamlText.Glob(chip.Label!)), glob = YamlText.Quoted($"{YamlText.Glob(place)}/gpiochip*");
            return $"match: {{ label: {label}, DEVPATH: {glob} }}";
        }
        return $"path: {YamlText.Quoted(chip.Path)}   # the number may change at any boot: nothing else tells this chip from others";
    }

    /// <summary>The device that the chip is of: the chip's own number is no part of it.</summary>
    private static string? PlaceOf(FoundChip chip) => Path.GetDirectoryName(chip.DevicePath) is { Length: > 1 } place ? place : null;

    /// <summary>A guest sees printable ASCII, and each name once.</summary>
    private string? NameOf(FoundLine line) =>
        line.Name.Length <= LongestLineName && line.Name.All(c => c is >= ' ' and <= '~')
            && Found.Lines.Count(other => other.Name == line.Name) == 1 ? line.Name : null;
}
