using GpioHub.Actors.Contract;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.TestKit.Rigs;
using GpioHub.TestKit.Story;

namespace GpioHub.TestKit;

/// <summary>A line of a chip, moved from outside as by a signal generator, and watched as by a logic analyser.</summary>
public sealed partial class ChipLine
{
    private readonly Rig _rig;
    private readonly ChipLineAddress _address;

    internal ChipLine(Rig rig, string address, ChipLineAddress at) => (_rig, Address, _address) = (rig, address, at);

    /// <summary>Such as <c>bench/IGN</c>.</summary>
    public string Address { get; }

    internal ChipLineAddress At => _address;

    /// <summary>The level that readers see, whoever drives it.</summary>
    public bool IsHigh => AtHub.Level;

    /// <summary>What the hub knows of the line.</summary>
    public LineSnapshot AtHub => _rig.Describe(_address.Chip).Lines[_address.Index];

    public ChipLine GoesHigh() => Goes(true);

    public ChipLine GoesLow() => Goes(false);

    /// <summary>Stops driving the line from outside: its pull or a guest decides.</summary>
    public ChipLine IsReleased() => Goes(null);

    /// <summary>Changes the level again and again, evenly: the last change is at the end of <paramref name="within"/>.</summary>
    /// <param name="times">Edges, 1 or more, not pairs of them: 7 are seven edges, and after an odd number the level is the other
    /// one.</param>
    public ChipLine Bounces(int times, TimeSpan within)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        bool level = IsHigh;
        for (int i = 0; i < times; i++)
        {
            _rig.Pass(i == 0 ? TimeSpan.Zero : Between(within, i, times) - Between(within, i - 1, times));
            Goes(level = !level);
        }

        return this;
    }

    /// <summary>The n-th change since the scenario began, for <see cref="RigScenario.ShouldHappenInOrder"/>.</summary>
    /// <param name="number">From 1.</param>
    /// <exception cref="ScenarioException">It has not happened.</exception>
    public Moment Edge(int number)
    {
        var edges = _rig.Journal.Entries.Where(entry => entry.Row == Address && entry.Kind == EntryKind.Edge).ToArray();
        if (number < 1 || number > edges.Length)
            throw new ScenarioException($"{Address}: there is no edge {number}; it had {edges.Length}{Shown()}");
        var edge = edges[number - 1];
        return new Moment(edge.Number, edge.At, Address, $"edge {number} ({(edge.Level!.Value ? "rising" : "falling")})");
    }

    /// <exception cref="ScenarioException">The line is low.</exception>
    public void ShouldBeHigh() => ShouldBe(true);

    /// <exception cref="ScenarioException">The line is high.</exception>
    public void ShouldBeLow() => ShouldBe(false);

    /// <exception cref="ScenarioException">A guest drives it, and nobody else can.</exception>
    internal void ShouldBeFree()
    {
        var now = AtHub;
        if (now.Resolve == ResolveRule.Exclusive && now.Drivers.FirstOrDefault(driver => driver.Kind == DriverKind.Guest) is { } guest)
            throw new ScenarioException($"{Address} is driven by guest {guest.Who}: no recording can be played onto it{Shown()}");
    }

    private static TimeSpan Between(TimeSpan whole, int part, int parts) => parts == 1 ? TimeSpan.Zero : whole * part / (parts - 1);

    private ChipLine Goes(bool? level)
    {
        var result = _rig.Set(_address, level);
        return result.Status == SetStatus.Done
            ? this
            : throw new ScenarioException($"{Address} could not be set: {result.Detail}{Shown()}");
    }

    private void ShouldBe(bool high)
    {
        _rig.ThrowWhatLeaked();
        if (IsHigh != high)
            throw new ScenarioException($"{Address} is {(high ? "low" : "high")}, expected {(high ? "high" : "low")}{Shown()}");
    }

    private string Shown() => Picture.Of(_rig.Journal, [Address]);
}
