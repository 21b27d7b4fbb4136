using GpioHub.Rules;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Chips;

namespace GpioHub.Actors.Chips.Gpio;

/// <param name="Offset">null = the chip has no such line.</param>
/// <param name="Problem">Why it cannot be used; null = nothing is wrong so far.</param>
internal readonly record struct FoundLine(int? Offset, string? Problem);

/// <summary>Finds the lines of an open chip that the plan means (GU-07). A name that is not there is a problem of that line, not of the
/// chip.</summary>
internal static class LineFinder
{
    private const int MostCompared = 1024;             // names of a chip; kernels have fewer lines

    public static FoundLine[] Find(ChipPlan plan, IGpioChipFile chip)
    {
        int count = chip.Info.LineCount;
        bool byName = plan.Lines.Any(line => line.Offset == ChipLinePlan.ByName && !line.IsUnused);
        string[] names = byName ? [.. Enumerable.Range(0, Math.Min(count, MostCompared)).Select(offset => chip.LineInfo(offset).Name)] : [];
        var found = new FoundLine[plan.Lines.Length];
        var taken = new Dictionary<int, int>();
        for (int i = 0; i < found.Length; i++)
        {
            found[i] = Of(plan.Lines[i], names, count);
            if (found[i].Offset is not { } offset || taken.TryAdd(offset, i)) continue;
            var first = plan.Lines[taken[offset]];
            found[i] = found[i] with { Problem = $"is the same line as {plan.Id}/{first.Name ?? $"{offset}"}; use one address for it" };
        }

        return found;
    }

    private static FoundLine Of(ChipLinePlan line, string[] names, int count)
    {
        if (line.IsUnused) return default;
        if (line.Offset != ChipLinePlan.ByName)
        {
            return line.Offset < count
                ? new FoundLine(line.Offset, null)
                : new FoundLine(null, $"no such line: the chip has {count}, from 0");
        }
        int[] offsets = [.. Enumerable.Range(0, names.Length).Where(offset => names[offset] == line.Name)];
        return offsets.Length switch
        {
            1 => new FoundLine(offsets[0], null),
            0 => new FoundLine(null, $"no such line{Nearest(line.Name!, names)}"),
            _ => new FoundLine(null, $"{offsets.Length} lines have this name; use an offset: {string.Join(" or ", offsets.Take(8))}"),
        };
    }

    private static string Nearest(string name, string[] names)
    {
        string[] named = [.. names.Where(other => other.Length > 0).Distinct()];
        if (named.Length == 0) return "; the chip's lines have no names, use offsets";
        return NearestName.Of(name, named) is { } near
            ? $"; did you mean \"{near}\"?"
            : $"; the chip has {string.Join(", ", named.Take(8))}{(named.Length > 8 ? ", …" : "")}";
    }
}
