using System.Collections.Concurrent;
using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;

namespace GpioHub.Actors.Tests.Allocation;

/// <summary>A device that begins every operation, and ends it when it is told to, from another thread, like a device with a thread of its
/// own.</summary>
internal sealed class LatePort : IChipPort
{
    private readonly ConcurrentQueue<PortOperation> _begun = new();
    private IActorRef _chip = ActorRefs.Nobody;

    public void Open(int opening, IActorRef chip)
    {
        _chip = chip;
        chip.Tell(new PortProtocol.PortOpened(), ActorRefs.NoSender);
    }

    public PortResult Begin(PortOperation operation, IActorRef chip)
    {
        _begun.Enqueue(operation);
        return PortResult.Pending;
    }

    public void Close()
    {
    }

    /// <summary>Ends what has been begun so far.</summary>
    public void EndAll()
    {
        while (_begun.TryDequeue(out var operation))
            _chip.Tell(new PortProtocol.PortAnswered(operation, ChipOutcome.Done), ActorRefs.NoSender);
    }
}
