using System.Collections.Immutable;

namespace GpioHub.Rules.Plan;

/// <summary>Which chip and which guest is on which reactor, for the life of the rig. Pure: the same plan gives the same
/// placement.</summary>
/// <remarks>
/// A guest goes where most of its chip lines are (HR-23): there its requests cross no thread, which matters more than even load. So the
/// load is spread by chips: heaviest first, each to the reactor with the least work so far. A chip's work is the number of lines of the
/// guests that are at home on it.
/// </remarks>
public sealed class ReactorPlacement
{
    private readonly ImmutableDictionary<string, int> _chips;
    private readonly ImmutableDictionary<string, int> _guests;

    /// <param name="reactors">Number of reactors, ≥ 1; they are numbered from 0.</param>
    /// <param name="chips">Reactor of each chip, by id.</param>
    /// <param name="guests">Reactor of each guest, by id.</param>
    public ReactorPlacement(int reactors, IEnumerable<KeyValuePair<string, int>> chips, IEnumerable<KeyValuePair<string, int>> guests)
    {
        (Reactors, _chips, _guests) = (reactors, chips.ToImmutableDictionary(), guests.ToImmutableDictionary());
        if (_chips.Values.Concat(_guests.Values).Any(reactor => reactor < 0 || reactor >= reactors))
            throw new ArgumentOutOfRangeException(nameof(reactors), reactors, "a chip or guest is on a reactor that is not there");
    }

    public int Reactors { get; }

    /// <summary>The number of reactors without a chip or guest.</summary>
    public int Idle => Reactors - _chips.Values.Concat(_guests.Values).Distinct().Count();

    public int OfChip(string id) => _chips[id];

    public bool HasChip(string id) => _chips.ContainsKey(id);

    public int OfGuest(string id) => _guests[id];

    /// <summary>Places a plan on its <see cref="HubPlan.Reactors"/>.</summary>
    public static ReactorPlacement Of(RigPlan plan)
    {
        int reactors = plan.Hub.Reactors;
        if (reactors == 1) return OnOne(plan);
        var guests = plan.Guests.Select(guest => new Guest(guest.Id, LinesByChip(guest))).ToArray();
        var chips = PlaceChips(plan.Chips, guests, reactors);
        return new ReactorPlacement(reactors, chips, PlaceGuests(guests, chips, reactors));
    }

    /// <summary>The placement for another plan of a running rig. A member of both plans stays where it is. A new chip goes to the reactor
    /// with the least work, a new guest to the reactor with most of its lines.</summary>
    public ReactorPlacement For(RigPlan plan)
    {
        var guests = plan.Guests.Select(guest => new Guest(guest.Id, LinesByChip(guest))).ToArray();
        var chips = plan.Chips.Where(chip => _chips.ContainsKey(chip.Id)).ToDictionary(chip => chip.Id, chip => _chips[chip.Id]);
        var placed = guests.Where(guest => _guests.ContainsKey(guest.Id)).ToDictionary(guest => guest.Id, guest => _guests[guest.Id]);
        var loads = new Load[Reactors];
        foreach (var guest in guests)
            if (placed.TryGetValue(guest.Id, out int reactor)) Add(loads, [reactor], guest.Lines);
        foreach (int reactor in chips.Values) Add(loads, [reactor], 0);
        foreach (var chip in plan.Chips)
            if (!chips.ContainsKey(chip.Id)) chips[chip.Id] = Add(loads, Enumerable.Range(0, Reactors), 0);
        foreach (var guest in guests)
            if (!placed.ContainsKey(guest.Id)) placed[guest.Id] = Add(loads, Best(guest, chips, Reactors), guest.Lines);
        return new ReactorPlacement(Reactors, chips, placed);
    }

    private static ReactorPlacement OnOne(RigPlan plan) => new(1,
        plan.Chips.Select(chip => KeyValuePair.Create(chip.Id, 0)), plan.Guests.Select(guest => KeyValuePair.Create(guest.Id, 0)));

    private static Dictionary<string, int> LinesByChip(GuestPlan guest) =>
        guest.Lines.Where(line => line.From is not null).CountBy(line => line.From!.Value.Chip).ToDictionary();

    private static Dictionary<string, int> PlaceChips(ImmutableArray<ChipPlan> chips, Guest[] guests, int reactors)
    {
        var work = chips.ToDictionary(chip => chip.Id, _ => 0);
        foreach (var guest in guests)
            if (Home(guest, chips) is { } home) work[home] += guest.Lines;

        var loads = new Load[reactors];
        var placed = new Dictionary<string, int>();
        foreach (var chip in chips.OrderByDescending(chip => work[chip.Id]))               // stable: equal chips keep the file's order
            placed[chip.Id] = Add(loads, Enumerable.Range(0, reactors), work[chip.Id]);
        return placed;
    }

    /// <summary>The chip with most of its lines, the first in the file among equals; null = it has no chip line.</summary>
    private static string? Home(Guest guest, ImmutableArray<ChipPlan> chips) =>
        chips.Where(chip => guest.LinesByChip.ContainsKey(chip.Id)).MaxBy(chip => guest.LinesByChip[chip.Id])?.Id;

    private static Dictionary<string, int> PlaceGuests(Guest[] guests, Dictionary<string, int> chips, int reactors)
    {
        var loads = new Load[reactors];
        var placed = new Dictionary<string, int>();
        var choices = guests.Select(guest => (Guest: guest, Best: Best(guest, chips, reactors)));
        // guests with a choice even out what the others leave
        foreach (var (guest, best) in choices.OrderBy(choice => choice.Best.Length))
            placed[guest.Id] = Add(loads, best, guest.Lines);
        return placed;
    }

    /// <summary>The reactors with most of a guest's lines: several if equal, all if it has no lines.</summary>
    private static int[] Best(Guest guest, Dictionary<string, int> chips, int reactors)
    {
        int[] lines = new int[reactors];
        foreach (var (chip, count) in guest.LinesByChip) lines[chips[chip]] += count;
        return [.. Enumerable.Range(0, reactors).Where(reactor => lines[reactor] == lines.Max())];
    }

    /// <summary>Gives the work to the candidate with the least: first by lines, then by members; the lowest number among equals.</summary>
    private static int Add(Load[] loads, IEnumerable<int> candidates, int lines)
    {
        int least = candidates.MinBy(reactor => loads[reactor]);
        loads[least] = new Load(loads[least].Lines + lines, loads[least].Members + 1);
        return least;
    }

    private sealed record Guest(string Id, Dictionary<string, int> LinesByChip)
    {
        public int Lines => LinesByChip.Values.Sum();
    }

    private readonly record struct Load(int Lines, int Members) : IComparable<Load>
    {
        public int CompareTo(Load other) => (Lines, Members).CompareTo((other.Lines, other.Members));
    }
}
