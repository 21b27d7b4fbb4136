using System.Collections.Immutable;
using System.IO.Enumeration;
using GpioHub.Actors.Contract;
using GpioHub.Rules.Plan;
using GpioHub.TestKit.Rigs;
using GpioHub.TestKit.Story;

namespace GpioHub.TestKit;

/// <summary>One host of a scenario: its hub with the guests and chips of its file.</summary>
public sealed class Host
{
    private readonly Rig _rig;
    private readonly Guest[] _guests;
    private readonly Dictionary<string, ChipLine> _lines = [];

    internal Host(Rig rig, string driver) =>
        (_rig, _guests) = (rig, [.. rig.Plan.Guests.Select(plan => new Guest(rig, plan, driver))]);

    /// <summary>As the other hosts call it; "" = the rig has one host.</summary>
    public string Name => _rig.Plan.Links?.Host ?? "";

    /// <summary>What its hub says of its links, in the order of its file.</summary>
    public IReadOnlyList<LinkSnapshot> Links => _rig.Links;

    /// <summary>A guest by id.</summary>
    /// <exception cref="ScenarioException">The rig has no such guest.</exception>
    public Guest Guest(string id) => _guests.FirstOrDefault(guest => guest.Id == id) ?? throw NoGuest(id);

    /// <summary>Guests by id; <c>*</c> and <c>?</c> stand for any letters: <c>Guests("ivi", "ecu-*")</c>.</summary>
    /// <param name="patterns">None = every guest.</param>
    /// <exception cref="ScenarioException">A pattern fits no guest.</exception>
    public GuestGroup Guests(params string[] patterns)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        foreach (string pattern in patterns)
            if (!_guests.Any(guest => Fits(pattern, guest))) throw NoGuest(pattern);
        return new GuestGroup(_rig, _guests.Where(guest => patterns.Length == 0 || patterns.Any(pattern => Fits(pattern, guest))));
    }

    /// <summary>A chip by id.</summary>
    /// <exception cref="ScenarioException">The rig has no such chip.</exception>
    public Chip Chip(string id) => _rig.Plan.Chips.Any(chip => chip.Id == id)
        ? new Chip(_rig, id)
        : throw new ScenarioException($"the rig has no chip \"{id}\"; it has {string.Join(", ", _rig.Plan.Chips.Select(chip => chip.Id))}");

    /// <summary>A bus by name.</summary>
    /// <exception cref="ScenarioException">The rig has no such bus.</exception>
    public Bus Bus(string name) => _rig.Plan.Buses.FirstOrDefault(bus => bus.Name == name) is { } plan
        ? new Bus(_rig, plan)
        : throw new ScenarioException($"the rig has no bus \"{name}\"; " +
            (_rig.Plan.Buses.IsEmpty ? "it has none" : $"it has {string.Join(", ", _rig.Plan.Buses.Select(bus => bus.Name))}"));

    /// <summary>A chip's line, as <c>bench/IGN</c> or <c>bench/0</c>.</summary>
    /// <exception cref="ScenarioException">The rig has no such line.</exception>
    public ChipLine Line(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (_lines.TryGetValue(address, out var known)) return known;
        string[] parts = address.Split('/', 2);
        var chip = _rig.Plan.Chips.FirstOrDefault(chip => chip.Id == parts[0])
            ?? throw new ScenarioException($"the rig has no chip for the line \"{address}\"");
        string wanted = parts.Length == 2 ? parts[1] : "";
        int index = chip.Lines.ToList().FindIndex(line => line.Name == wanted);
        if (index < 0) index = chip.Lines.ToList().FindIndex(line => $"{line.Offset}" == wanted);
        if (index < 0)
        {
            throw new ScenarioException($"{chip.Id} has no line \"{wanted}\"; " +
                $"it has {string.Join(", ", chip.Lines.Select(line => line.Name ?? $"{line.Offset}"))}");
        }
        return _lines[address] = new ChipLine(_rig, $"{chip.Id}/{chip.Lines[index].Name ?? $"{chip.Lines[index].Offset}"}",
            new ChipLineAddress(chip.Id, index));
    }

    /// <summary>Waveform and trace of some lines, as a failure shows them.</summary>
    /// <param name="addresses">Such as <c>bench/IGN</c>, <c>ivi/IGN</c>.</param>
    public string Draw(params string[] addresses) => Picture.Draw(_rig.Journal, addresses);

    /// <summary>Its clock shows another time from here on, and runs at another rate. Timers run as before.</summary>
    /// <param name="by">Ahead; negative = behind.</param>
    /// <param name="gainsPpm">What the clock gains from here on, millionths.</param>
    public void ClockJumps(TimeSpan by, double gainsPpm = 0)
    {
        _rig.Clock.Jump(by, gainsPpm);
        _rig.RunUntilIdle();
    }

    /// <summary>Its hub applies another file, as by <c>gpiohub apply</c>: with the same guests and chips, and other lines or
    /// settings.</summary>
    /// <returns>What the hub has changed, for a person.</returns>
    /// <exception cref="ScenarioException">The file has errors, or the hub does not apply it.</exception>
    public IReadOnlyList<string> Applies(string rig)
    {
        var plan = RigScenario.PlanOf(rig);
        var known = _rig.Plan;
        if (!plan.Chips.Select(chip => chip.Id).SequenceEqual(known.Chips.Select(chip => chip.Id))
            || !plan.Guests.Select(guest => guest.Id).SequenceEqual(known.Guests.Select(guest => guest.Id)))
        {
            throw new ScenarioException("a file that is applied has the guests and chips that the scenario began with");
        }

        var result = _rig.Apply(plan);
        return result is { Status: ApplyStatus.Applied, Refused.IsEmpty: true }
            ? result.Changes
            : throw new ScenarioException($"the file is not applied: {string.Join("; ", [result.Detail, .. result.Refused])}");
    }

    /// <summary>Its hub is killed between two turns, and another one goes on: guests stay connected.</summary>
    /// <exception cref="ScenarioException">The scenario's options do not say that it <see cref="ScenarioOptions.Follows"/>.</exception>
    public void HubDies()
    {
        _rig.Journal.Add(Name, EntryKind.Event, "its hub dies, and another goes on");
        _rig.Kill();
    }

    public override string ToString() => Name;

    internal Rig Rig => _rig;

    internal ImmutableArray<string>? LinesOfBus(string name) =>
        _rig.Plan.Buses.FirstOrDefault(bus => bus.Name == name) is { } plan ? [.. new Bus(_rig, plan).Lines] : null;

    /// <summary>Boots every guest.</summary>
    internal void Boot()
    {
        foreach (var guest in _guests) guest.Boots();
    }

    private static bool Fits(string pattern, Guest guest) => FileSystemName.MatchesSimpleExpression(pattern, guest.Id, ignoreCase: false);

    private ScenarioException NoGuest(string id) => new($"the rig has no guest \"{id}\"; " +
        $"it has {string.Join(", ", _guests.Take(10).Select(guest => guest.Id))}{(_guests.Length > 10 ? ", …" : "")}");
}
