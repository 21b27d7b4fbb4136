using GpioHub.Actors.Contract;
using GpioHub.Actors.Nets;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Lines;
using GpioHub.TestKit.Rigs;
using GpioHub.TestKit.Story;

namespace GpioHub.TestKit;

/// <summary>A chip of the rig as hardware that follows the scenario: it can die, come back, refuse, hang.</summary>
public sealed class Chip
{
    private static readonly TimeSpan LongestReopen = TimeSpan.FromSeconds(11);     // the hub tries every 10 s at most

    private readonly Rig _rig;
    private readonly ScriptedPort _port;

    internal Chip(Rig rig, string id) => (_rig, Id, _port) = (rig, id, rig.Ports[id]);

    public string Id { get; }

    /// <summary>The hub has opened it and uses it.</summary>
    public bool IsUp => _rig.Describe(Id).State == ChipState.Up;

    /// <summary>The device goes, like a USB expander that is unplugged: requests to its lines are answered ERR until
    /// <see cref="ComesBack"/>.</summary>
    /// <param name="reason">What the hub logs.</param>
    public void Dies(string reason = "No such device (errno 19)")
    {
        Tell($"dies: {reason}");
        _port.Unplug(reason);
        _rig.RunUntilIdle();
    }

    /// <summary>The device comes back. Time passes until the hub has found it: 200 ms after it died for the first time, 10 s at
    /// most.</summary>
    /// <exception cref="ScenarioException">The hub does not open it.</exception>
    public void ComesBack()
    {
        Tell("is there again");
        _port.Plug();
        int before = _port.Opened;
        if (!_rig.PassUntil(() => _port.Opened > before, LongestReopen))
            throw new ScenarioException($"{Id} is there again, but the hub has not opened it within {LongestReopen.TotalSeconds} s");
        Tell("is open again");
    }

    /// <summary>The device does at once what it is told, which is also how it begins.</summary>
    public void Obeys() => Becomes(PortResult.Done, "obeys");

    /// <summary>The device refuses every operation from here on (EINVAL, EBUSY): guests get ERR.</summary>
    public void Refuses() => Becomes(PortResult.Refused, "refuses everything");

    /// <summary>The device answers nothing from here on, until <see cref="Answers"/>: guests get ERR within 500 ms.</summary>
    public void Hangs() => Becomes(PortResult.Pending, "hangs");

    /// <summary>The device answers what it was asked while it hung, and obeys from then on.</summary>
    public void Answers()
    {
        Becomes(PortResult.Done, $"answers {_port.Kept} operations, and obeys");
        _port.AnswerKept(ChipOutcome.Done);
        _rig.RunUntilIdle();
    }

    /// <summary>Has the hub break the chip: with <c>error</c> the hub refuses every operation, with <c>hang</c> it answers none until the
    /// fault has ended. The device itself works.</summary>
    /// <param name="kind">Error or Hang.</param>
    /// <param name="lasting">null = until the fault <see cref="ActiveFault.Ends"/>.</param>
    /// <exception cref="ScenarioException">The kind is no fault of a chip.</exception>
    public ActiveFault HasFault(FaultKind kind, TimeSpan? lasting = null) =>
        new(_rig, Id, new FaultTarget(Id, null), new FaultOrder(kind) { Ttl = lasting });

    private void Becomes(PortResult result, string what)
    {
        Tell(what);
        _port.Result = result;
    }

    private void Tell(string what) => _rig.Journal.Add(Id, EntryKind.Event, what);
}
