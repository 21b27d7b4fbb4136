using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;

namespace GpioHub.TestKit.Rigs;

/// <summary>The device below a chip, which does what the scenario says. It begins like a simulated chip: there, and obeying at
/// once.</summary>
internal sealed class ScriptedPort : IChipPort
{
    private readonly Queue<PortOperation> _kept = new();
    private readonly List<(int Index, bool Level, long Ns)> _shown = [];
    private IActorRef _chip = ActorRefs.Nobody;
    private string? _absent;
    private int _opening;

    /// <summary>The result of every operation from here on.</summary>
    public PortResult Result { get; set; } = PortResult.Done;

    /// <summary>Operations that the device has not answered.</summary>
    public int Kept => _kept.Count;

    /// <summary>How often the hub has found the device there.</summary>
    public int Opened { get; private set; }

    public void Open(int opening, IActorRef chip)
    {
        _chip = chip;
        _opening = opening;
        if (_absent is null) Opened++;
        chip.Tell(_absent is null ? new PortProtocol.PortOpened() : new PortProtocol.PortLost(_absent), ActorRefs.NoSender);
        if (_absent is null) foreach (var (index, level, ns) in _shown) Tell(index, level, ns);
    }

    /// <summary>The hub that was killed had what it was asked, and its successor asks again; what the hardware showed and nobody has seen
    /// is shown again.</summary>
    public void GoOn() => _kept.Clear();

    /// <summary>The hub has seen what the hardware shows.</summary>
    public void Seen() => _shown.Clear();

    public PortResult Begin(PortOperation operation, IActorRef chip)
    {
        if (Result == PortResult.Pending) _kept.Enqueue(operation);
        return Result;
    }

    public void Close()
    {
    }

    public void Unplug(string reason)
    {
        _absent = reason;
        _kept.Clear();
        _chip.Tell(new PortProtocol.PortLost(reason), ActorRefs.NoSender);
    }

    /// <summary>Shows the level of the hardware, on a line that the hub may not set.</summary>
    /// <param name="ns">Virtual time, nanoseconds.</param>
    public void Show(int index, bool level, long ns)
    {
        _shown.Add((index, level, ns));
        Tell(index, level, ns);
    }

    private void Tell(int index, bool level, long ns) =>
        _chip.Tell(new PortProtocol.Sampled(index, level, ns, _opening), ActorRefs.NoSender);

    /// <summary>Plugs the device in; the hub finds out at its next try.</summary>
    public void Plug() => _absent = null;

    /// <summary>Answers every operation that waits, oldest first.</summary>
    public void AnswerKept(ChipOutcome outcome)
    {
        while (_kept.TryDequeue(out var operation)) _chip.Tell(new PortProtocol.PortAnswered(operation, outcome), ActorRefs.NoSender);
    }
}
