using GpioHub.Actors.Contract;
using GpioHub.TestKit.Rigs;
using GpioHub.TestKit.Story;

namespace GpioHub.TestKit;

/// <summary>The link between two hosts of a scenario, as cable and network: it can break, heal and be slow.</summary>
public sealed class Link
{
    private static readonly TimeSpan LongestReturn = TimeSpan.FromSeconds(10);

    private readonly Rig _one;
    private readonly Rig _other;
    private readonly Cable _cable;

    internal Link(Rig one, Rig other)
    {
        (_one, _other) = (one, other);
        _cable = one.Group.CableOf(NameOf(one), NameOf(other))
            ?? throw new ScenarioException($"there is no link between {NameOf(one)} and {NameOf(other)}");
    }

    /// <summary>Both hubs hear each other.</summary>
    public bool IsUp => PhaseAt(_one) == LinkPhase.Up && PhaseAt(_other) == LinkPhase.Up;

    /// <summary>Messages that it has carried.</summary>
    public long Carried => _cable.Carried;

    /// <summary>The cable is pulled: nothing passes from here on. The hubs notice when they have heard nothing for a while.</summary>
    /// <param name="holds">What the hubs send meanwhile arrives, late, when it <see cref="Heals"/>; else it is lost.</param>
    public void Breaks(bool holds = false)
    {
        Tell("breaks");
        _cable.Holds = holds;
        _cable.Cut();
        _one.RunUntilIdle();
    }

    /// <summary>The cable is plugged in again. Time passes until both hubs hear each other.</summary>
    /// <exception cref="ScenarioException">They do not.</exception>
    public void Heals()
    {
        Tell("is there again");
        _cable.Repair();
        if (!_one.PassUntil(() => IsUp, LongestReturn))
            throw new ScenarioException($"the link is there again, but not up within {LongestReturn.TotalSeconds} s: " +
                $"{NameOf(_one)} says {PhaseAt(_one)}, {NameOf(_other)} says {PhaseAt(_other)}");
    }

    /// <summary>Every message takes this long from here on, each way.</summary>
    public void Lags(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Tell($"lags by {by.InMs()} ms");
        _cable.Delay = by;
    }

    private static string NameOf(Rig rig) => rig.Plan.Links?.Host ?? "";

    private LinkPhase PhaseAt(Rig rig)
    {
        var far = rig == _one ? _other : _one;
        return rig.Links.FirstOrDefault(link => link.Host == NameOf(far))?.Phase ?? LinkPhase.Connecting;
    }

    private void Tell(string what)
    {
        _one.Journal.Add(NameOf(_other), EntryKind.Event, $"the link {what}");
        _other.Journal.Add(NameOf(_one), EntryKind.Event, $"the link {what}");
    }
}
