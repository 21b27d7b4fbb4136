using System.Globalization;
using GpioHub.Actors.Rigs;

namespace GpioHub.Hub.Naming;

/// <summary>An address as a user writes it: <c>ID/LINE</c> is a chip's line, <c>ID:LINE</c> a guest's. Source: interfaces.md §1.3.</summary>
/// <param name="Owner">The id before the first separator.</param>
/// <param name="Line">The rest, verbatim: all digits = an offset, else a name.</param>
internal readonly record struct LineAddress(string Owner, bool IsGuest, string Line)
{
    private static readonly char[] Separators = ['/', ':'];

    /// <summary>Splits at the first <c>/</c> or <c>:</c>.</summary>
    /// <returns>false when there is no separator, or nothing on one side of it.</returns>
    public static bool TryParse(string text, out LineAddress address)
    {
        int at = text.IndexOfAny(Separators);
        bool whole = at > 0 && at < text.Length - 1;
        address = whole ? new LineAddress(text[..at], text[at] == ':', text[(at + 1)..]) : default;
        return whole;
    }

    /// <summary>The number that <paramref name="line"/> is, or null when it is a name.</summary>
    public static int? OffsetIn(string line) =>
        line.All(char.IsAsciiDigit) && int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int offset)
            ? offset
            : null;

    /// <summary>The address of a chip line: by its name where it has one that is unique, else by offset.</summary>
    public static string Of(ChipLineAddress line, RigPlan plan)
    {
        var chip = plan.Chips.FirstOrDefault(c => c.Id == line.Chip);
        string? name = chip?.Lines.FirstOrDefault(l => l.Offset == line.Offset)?.Name;
        bool usable = !string.IsNullOrEmpty(name) && !name.All(char.IsAsciiDigit) && chip!.Lines.Count(l => l.Name == name) == 1;
        return usable ? $"{line.Chip}/{name}" : string.Create(CultureInfo.InvariantCulture, $"{line.Chip}/{line.Offset}");
    }

    public override string ToString() => $"{Owner}{(IsGuest ? ':' : '/')}{Line}";
}
