using GpioHub.Actors.Contract;
using GpioHub.Rules.Buses;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.TestKit.Rigs;
using GpioHub.TestKit.Story;

namespace GpioHub.TestKit;

/// <summary>A bus of the rig: lines that are one number. They change together, as by <c>gpiohub set GEAR=0b1010</c>.</summary>
public sealed class Bus
{
    private readonly Rig _rig;
    private readonly BusPlan _plan;

    internal Bus(Rig rig, BusPlan plan) => (_rig, _plan) = (rig, plan);

    public string Name => _plan.Name;

    /// <summary>The addresses of its lines, the most significant first.</summary>
    public IReadOnlyList<string> Lines => [.. _plan.Lines.Select(AddressOf)];

    /// <summary>The value that readers see, whoever drives the lines.</summary>
    public ulong Value => BusValue.Of(_plan.Lines.Select(line => _rig.Describe(line.Chip).Lines[line.Index].Level));

    /// <summary>Every line goes to its level of this value, all at once.</summary>
    /// <exception cref="ScenarioException">The value has more bits than the bus has lines, or a line cannot be set.</exception>
    public Bus GoesTo(ulong value)
    {
        if (value > BusValue.Largest(_plan.Lines.Length))
            throw new ScenarioException($"{Name} has {_plan.Lines.Length} lines, and no room for {Text(value)}");
        return Set(place => BusValue.LevelAt(value, place, _plan.Lines.Length));
    }

    /// <summary>Stops driving its lines from outside: their pulls or guests decide.</summary>
    public Bus IsReleased() => Set(_ => null);

    /// <summary>Readers see one level on each of its lines, whatever drives them.</summary>
    /// <inheritdoc cref="ChipLine.IsStuck"/>
    public IReadOnlyList<ActiveFault> IsStuck(bool high, TimeSpan? lasting = null) =>
        HasFault(new FaultOrder(high ? FaultKind.Stuck1 : FaultKind.Stuck0) { Ttl = lasting });

    /// <summary>Adds any fault to each of its lines.</summary>
    /// <inheritdoc cref="ChipLine.HasFault"/>
    public IReadOnlyList<ActiveFault> HasFault(FaultOrder order) =>
        [.. _plan.Lines.Select(line => new ActiveFault(_rig, AddressOf(line), FaultTarget.Of(line), order))];

    /// <exception cref="ScenarioException">Readers see another value.</exception>
    public void ShouldBe(ulong value)
    {
        _rig.ThrowWhatLeaked();
        ulong seen = Value;
        if (seen == value) return;
        string different = string.Join(", ", _plan.Lines
            .Where((_, place) => ((seen ^ value) >> (_plan.Lines.Length - 1 - place) & 1) == 1).Select(AddressOf));
        throw new ScenarioException($"{Name} is {Text(seen)}, expected {Text(value)}; different: {different}" +
            Picture.Of(_rig.Journal, Lines));
    }

    private Bus Set(Func<int, bool?> level)
    {
        foreach (var (line, result) in _plan.Lines.Zip(
            _rig.Set([.. _plan.Lines.Select((line, place) => new LineSetting(line, level(place)))])))
        {
            if (result.Status is not (SetStatus.Done or SetStatus.NotTried))
            {
                throw new ScenarioException(
                    $"{AddressOf(line)} of {Name} could not be set: {result.Detail}{Picture.Of(_rig.Journal, Lines)}");
            }
        }

        return this;
    }

    private string AddressOf(ChipLineAddress line) => $"{line.Chip}/{_rig.NameOf(line)}";

    private string Text(ulong value) => $"{BusValue.Binary(value, _plan.Lines.Length)} ({value})";
}
