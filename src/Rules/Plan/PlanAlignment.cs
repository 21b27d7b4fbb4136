using System.Collections.Immutable;

namespace GpioHub.Rules.Plan;

/// <summary>Puts the lines of a gpiochip into the places that they have already: a line's place is its name inside the hub for as long as
/// the line is there. Pure.</summary>
/// <remarks>
/// A simulated chip's line is its offset, so there is nothing to align. For a gpiochip the file names some lines, in any order. A line that
/// the file drops leaves an <see cref="ChipLinePlan.Unused"/> place; a line that it adds comes behind all others.
/// </remarks>
internal static class PlanAlignment
{
    /// <summary><paramref name="wanted"/>, with the places of <paramref name="old"/>.</summary>
    public static RigPlan Of(RigPlan old, RigPlan wanted)
    {
        var places = new Dictionary<string, int[]>();
        var chips = wanted.Chips.Select(chip => old.Chips.FirstOrDefault(before => before.Id == chip.Id) is { } before
            ? Aligned(before, chip, places)
            : chip).ToImmutableArray();
        if (places.Count == 0) return wanted;
        return wanted with
        {
            Chips = chips,
            Guests = [.. wanted.Guests.Select(guest => Aligned(guest, places))],
            Buses = [.. wanted.Buses.Select(bus => bus with { Lines = [.. bus.Lines.Select(line => Aligned(line, places))] })],
        };
    }

    private static ChipPlan Aligned(ChipPlan old, ChipPlan wanted, Dictionary<string, int[]> places)
    {
        if (wanted.Driver.ListsAllLines || !RigEquality.SameDevice(old, wanted)) return wanted;
        var lines = Enumerable.Repeat(ChipLinePlan.Unused, old.Lines.Length).ToList();
        int[] moved = new int[wanted.Lines.Length];
        for (int i = 0; i < moved.Length; i++)
        {
            int place = old.Lines.IndexOf(wanted.Lines[i], 0, old.Lines.Length, SameLine.Instance);
            if (place < 0)
            {
                place = lines.Count;
                lines.Add(ChipLinePlan.Unused);
            }

            (lines[place], moved[i]) = (wanted.Lines[i], place);
        }

        while (lines.Count > 0 && lines[^1].IsUnused) lines.RemoveAt(lines.Count - 1);
        places[wanted.Id] = moved;
        return wanted with { Lines = [.. lines] };
    }

    /// <summary>The guest itself, if each of its lines is in its place already.</summary>
    private static GuestPlan Aligned(GuestPlan guest, Dictionary<string, int[]> places) =>
        guest.Lines.All(line => ReferenceEquals(line, Aligned(line, places)))
            ? guest
            : guest with { Lines = [.. guest.Lines.Select(line => Aligned(line, places))] };

    private static GuestLinePlan Aligned(GuestLinePlan line, Dictionary<string, int[]> places) =>
        line.From is { } at && Aligned(at, places) is var moved && moved != at ? line with { From = moved } : line;

    private static ChipLineAddress Aligned(ChipLineAddress line, Dictionary<string, int[]> places) =>
        places.TryGetValue(line.Chip, out int[]? moved) ? line with { Index = moved[line.Index] } : line;

    /// <summary>Compares lines by offset, or by the kernel's name where only that is known.</summary>
    private sealed class SameLine : IEqualityComparer<ChipLinePlan>
    {
        public static readonly SameLine Instance = new();

        public bool Equals(ChipLinePlan? x, ChipLinePlan? y) => Key(x) == Key(y);

        public int GetHashCode(ChipLinePlan obj) => Key(obj).GetHashCode();

        private static (int, string?) Key(ChipLinePlan? line) =>
            line is null ? default : (line.Offset, line.Offset == ChipLinePlan.ByName ? line.Name : null);
    }
}
