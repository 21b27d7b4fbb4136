using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;

namespace GpioHub.Actors.Nets;

/// <summary>Gives operations their turn: those that waited, once the device has answered the one before.</summary>
/// <remarks>Chip's reactor only.</remarks>
internal sealed class PinTurns(ChipNets nets, NetFaults faults, LineRequests lines, Stimuli stimuli, PinSettler settler,
    PinTroubles troubles)
{
    /// <summary>Ends the operation that the port has answered, and begins the operations that waited behind it.</summary>
    /// <param name="ticket">The operation's when the port got it.</param>
    /// <param name="shown">What the answer shows of the pin.</param>
    public void Finish(PortOperation operation, uint ticket, ChipOutcome outcome, in PortArrival shown)
    {
        var net = operation.Net;
        troubles.NoteArrival(net, shown);
        Show(shown.Before);
        try
        {
            if (net.Queue.TakeBack(operation, ticket))
            {
                (operation.Sensed, operation.Why) = (shown.Sensed, shown.Why);
                End(operation, outcome);
            }
        }
        finally
        {
            Show(shown.After);
        }

        ResumeWaiting(net);
    }

    /// <summary>Answers everything outstanding at <paramref name="net"/> with Gone, in order, because the device is gone.</summary>
    public void Abandon(Net net)
    {
        if (net.Queue.GiveUp() is { } asked) End(asked, ChipOutcome.Gone);
        ResumeWaiting(net);
    }

    /// <summary>Begins anew what faults of the chip, which have ended, kept from the device.</summary>
    public void ResumeKept()
    {
        foreach (var net in nets.All)
        {
            if (net.Queue.AtPort is not { IsKept: true }) continue;
            Resume(net.Queue.GiveUp()!);
            ResumeWaiting(net);
        }
    }

    private void Show(Queue<SensedEdges>? edges)
    {
        while (edges is not null && edges.TryDequeue(out var next)) faults.Sensed(next);
    }

    private void ResumeWaiting(Net net)
    {
        while (net.Queue.TryNext(out var next)) Resume(next);
    }

    private void Resume(PortOperation operation)
    {
        if (operation is StimulusOperation stimulus) stimuli.Execute(stimulus);
        else if (operation is NetOperation ours) settler.Execute(ours);
        else if (operation is LineOperation line && lines.Begin(line)) LineRequests.Tell(line);
    }

    private void End(PortOperation operation, ChipOutcome outcome)
    {
        if (operation is StimulusOperation stimulus) stimuli.Complete(stimulus, outcome);
        else if (operation is NetOperation ours) settler.Complete(ours, outcome);
        else lines.End((LineOperation)operation, outcome);
    }
}
