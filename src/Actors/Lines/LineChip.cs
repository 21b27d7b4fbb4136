using Akka.Actor;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Lines;

/// <summary>The chip as one line reaches it: directly if it is on the line's reactor, else by message.</summary>
/// <remarks>Guest's reactor only. It keeps the operations that are not at the chip, so that a request needs no new one.</remarks>
internal sealed class LineChip(LineStore store, IActorRef line)
{
    private readonly Stack<LineOperation> _spare = new();

    /// <summary>Asks what a decision wants asked.</summary>
    /// <returns>The operation, if it is answered already; null = the answer comes as a message.</returns>
    public LineOperation? Ask(in LineDecision decision)
    {
        if (!_spare.TryPop(out var operation)) operation = new LineOperation(store.Mapping!);
        (operation.Ask, operation.Desired, operation.Serial) = (decision.Ask, decision.Desired, decision.Serial);
        operation.RequestSerial = decision.Next.OwesAnswer ? decision.Next.RequestTicket.Serial : 0;
        operation.AsksWhy = store.Taking is not null;
        operation.Writes = decision.Ask == ChipAsk.Apply && decision.Next.Operation is ChipOperation.SetValue or ChipOperation.DirectionOut;
        if (store.Mapping!.Desk is { } desk) return desk.Begin(operation) ? operation : null;
        operation.ToChip();
        return null;
    }

    /// <summary>Keeps an operation whose answer has been heard, for the next question.</summary>
    public void Keep(LineOperation operation) => _spare.Push(operation);

    /// <summary>Drops the operations that it keeps: they are of a mapping that the line lets go.</summary>
    public void Forget() => _spare.Clear();

    /// <summary>The level of the line's net.</summary>
    /// <returns>null = it comes with the line's <see cref="PendingEdges"/>.</returns>
    public static bool? Level(Mapping mapping)
    {
        if (!mapping.IsAtDevice) return mapping.Edges.Level;
        if (mapping.Desk is { } desk) return desk.Sense(mapping);
        mapping.Chip.Tell(new WireProtocol.SenseLevel(mapping), ActorRefs.NoSender);
        return null;
    }

    /// <summary>Tells what the mapping may do from now on. This goes as wishes go, so none overtakes it.</summary>
    public void TellPlan(Mapping mapping, GuestLinePlan plan)
    {
        if (mapping.Desk is { } desk) desk.Remap(mapping, plan);
        else mapping.Chip.Tell(new WireProtocol.Remap(mapping, plan), line);
    }
}
