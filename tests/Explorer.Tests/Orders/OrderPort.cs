using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;

namespace GpioHub.Explorer.Tests.Orders;

/// <summary>A device that does what the test says, and tells what it has done.</summary>
internal sealed class OrderPort(Action<LineOperation, ChipOutcome> done) : IChipPort
{
    private readonly Queue<PortOperation> _kept = new();
    private IActorRef? _chip;
    private int _opening;

    /// <summary>The result of every wish that somebody waits for, from here on. A wish that nobody waits for is never refused.</summary>
    public PortResult Result { get; set; } = PortResult.Done;

    public bool IsAway { get; private set; }

    public int Kept => _kept.Count;

    public void Open(int opening, IActorRef chip)
    {
        (_chip, _opening) = (chip, opening);
        if (IsAway) chip.Tell(new PortProtocol.PortLost("still away"), ActorRefs.NoSender);
        else chip.Tell(new PortProtocol.PortOpened(), ActorRefs.NoSender);
    }

    public PortResult Begin(PortOperation operation, IActorRef chip)
    {
        if (operation is LineOperation { BringsBack: true }) return PortResult.Done;
        if (operation.Ask == ChipAsk.Tell) return PortResult.Done;         // it takes effect at once, whatever the device does
        if (Result == PortResult.Pending) _kept.Enqueue(operation);
        return Result;
    }

    public PortArrival Arrived(PortProtocol.PortAnswered answer)
    {
        bool counts = answer.Operation.Net.Queue.AtPort == answer.Operation && answer.Operation.Ticket == answer.Ticket;
        if (counts) done((LineOperation)answer.Operation, answer.Outcome);
        return default;
    }

    public void Close() => _kept.Clear();

    /// <summary>Answers the oldest operation that waits.</summary>
    public void Answer(ChipOutcome outcome)
    {
        if (!_kept.TryDequeue(out var operation)) return;
        _chip!.Tell(new PortProtocol.PortAnswered(operation, outcome), ActorRefs.NoSender);
    }

    /// <summary>A line of the hardware changes its level.</summary>
    public void Show(int index, bool level) => _chip!.Tell(new PortProtocol.Sampled(index, level, 0, _opening), ActorRefs.NoSender);

    public void Unplug()
    {
        IsAway = true;
        _kept.Clear();
        _chip!.Tell(new PortProtocol.PortLost("unplugged"), ActorRefs.NoSender);
    }

    public void Plug()
    {
        IsAway = false;
        _chip!.Tell(PortProtocol.DevicesChanged.Instance, ActorRefs.NoSender);
    }
}
