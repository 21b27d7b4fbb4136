using Akka.Actor;
using GpioHub.Actors.Testing;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Nets;

/// <summary>What guest lines ask of the chip: carried out when its turn is, and answered.</summary>
/// <remarks>On the path of every request: it allocates nothing. Chip's reactor only.</remarks>
internal sealed class LineRequests(ChipNets nets, ChipHealth health, IPinPort port, PinQueue queue, NetFaults faults,
    PinSettler settler, PinTroubles troubles, Contentions contentions, ICrashPlan crashes)
{
    /// <summary>The name of <see cref="Begin"/> in a crash plan: of the desk, as lines know it.</summary>
    private const string Place = "ChipDesk";

    private readonly bool _isDevice = port.IsDevice;
    private readonly bool _tellsLevels = port.TellsLevels;
    private readonly bool _readsNets = port.ReadsNets && !crashes.SeesCalls;

    /// <inheritdoc cref="ILineDesk.Begin"/>
    public bool Begin(LineOperation operation)
    {
        try
        {
            crashes.Before(Place, operation);
            bool answered = TakeIn(operation);
            crashes.After(Place, operation);
            return answered;
        }
        catch (Exception)
        {
            if (!operation.Net.Queue.Has(operation)) Refuse(operation);
            throw;
        }
    }

    /// <inheritdoc cref="ILineDesk.Read"/>
    public bool? Read(Mapping mapping) =>
        _readsNets && health.IsUp && !queue.IsFaulty && mapping.Net.Queue.AtPort is null ? mapping.Net.Level : null;

    /// <summary>Tells a device that has just opened every wish of the lines. Each line then hears that its chip is there.</summary>
    public void Restore()
    {
        foreach (var mapping in nets.Mappings)
        {
            bool wishes = mapping.Watches || mapping.Drive != Drive.None || mapping.Desired.Direction != GpioDirection.None;
            if (wishes) TakeIn(new LineOperation(mapping) { Ask = ChipAsk.Tell, Desired = mapping.Desired, BringsBack = true });
            else mapping.Line.Tell(WireProtocol.ChipBack.Instance);
        }
    }

    /// <summary>Tells every line that its chip is there, and has what the line wants.</summary>
    public void SayBack()
    {
        foreach (var mapping in nets.Mappings) mapping.Line.Tell(WireProtocol.ChipBack.Instance);
    }

    /// <summary>Ends an operation that was at the port, and gives it back to its line.</summary>
    public void End(LineOperation operation, ChipOutcome outcome)
    {
        if (operation.Mapping.IsDetached)
        {
            Forget(operation, outcome);
            return;
        }

        try
        {
            Complete(operation, outcome);
        }
        finally
        {
            if (!operation.Answered) Answer(operation, ChipOutcome.Refused);
            Tell(operation);
        }
    }

    /// <summary>Answers an operation that nobody can carry out, unless it is answered already, and gives it back to its line.</summary>
    public static void Refuse(LineOperation operation)
    {
        if (!operation.Answered) Answer(operation, ChipOutcome.Refused);
        Tell(operation);
    }

    /// <summary>Gives an operation back to its line, if the line sent it.</summary>
    public static void Tell(LineOperation operation)
    {
        if (!operation.BringsBack) operation.ToLine();
    }

    private bool TakeIn(LineOperation operation) => (ReadsAtOnce(operation) || queue.Enter(operation)) && Execute(operation);

    /// <summary>Whether the level is known although another operation may be at the device: nobody waits for that one (LK-03).</summary>
    private bool ReadsAtOnce(LineOperation operation) => _tellsLevels && operation.Ask == ChipAsk.Read && !queue.IsFaulty;

    private bool Execute(LineOperation operation)
    {
        var mapping = operation.Mapping;
        if (operation.Holder is not null) operation.Holder = null;
        if (!health.IsUp)
        {
            if (operation.Ask == ChipAsk.Tell) Commit(operation, sensed: null);        // kept as a wish; applied when the chip is back
            return Answer(operation, ChipOutcome.Gone);
        }

        if (IsDoneBefore(operation)) return Answer(operation, ChipOutcome.Done);
        if (operation.Ask != ChipAsk.Read && ChipNets.Conflict(mapping, operation.Desired) is { } holder)
        {
            contentions.Note(operation, holder);
            return Answer(operation, ChipOutcome.Refused);
        }

        // nobody waits for this wish, so it takes effect at once: nobody may see the old state meanwhile
        if (operation.Ask == ChipAsk.Tell && (_isDevice || queue.IsFaulty)) Commit(operation, sensed: null);
        if (_isDevice)
        {
            var net = mapping.Net;
            operation.Pin = operation.Ask == ChipAsk.Apply ? net.PinWith(mapping, operation.Desired, operation.Writes) : net.Pin;
        }

        return queue.Hand(operation) is { } outcome && Complete(operation, outcome);
    }

    /// <summary>Whether the process before this one has put the wish in force, and the line has not heard so: once more would be one write
    /// too many.</summary>
    private static bool IsDoneBefore(LineOperation operation)
    {
        var mapping = operation.Mapping;
        if (mapping.AppliedBefore == 0 || operation.RequestSerial == 0) return false;
        bool done = operation.Writes && operation.RequestSerial == mapping.AppliedBefore && operation.Desired == mapping.Desired;
        mapping.AppliedBefore = 0;
        return done;
    }

    private bool Complete(LineOperation operation, ChipOutcome outcome)
    {
        if (_isDevice) return CompleteAtDevice(operation, outcome);
        if (outcome == ChipOutcome.Done && operation.Ask != ChipAsk.Read) Commit(operation, sensed: null);
        return Answer(operation, outcome);
    }

    private bool CompleteAtDevice(LineOperation operation, ChipOutcome outcome)
    {
        troubles.NoteOutcome(operation, outcome);
        // The level was sensed under the old wish, so it belongs to the old watchers: show it first, then commit the wish.
        if (outcome == ChipOutcome.Done && operation.Sensed is { } sensed && settler.IsNews(operation)) settler.Show(operation.Net, sensed);
        if (outcome == ChipOutcome.Done && operation.Ask == ChipAsk.Apply) Commit(operation, operation.Sensed);
        return Answer(operation, outcome);
    }

    /// <summary>Ends an operation whose line was mapped elsewhere while the operation was at the device.</summary>
    private void Forget(LineOperation operation, ChipOutcome outcome)
    {
        var net = operation.Net;
        troubles.NoteOutcome(operation, outcome);
        if (operation.Sensed is { } sensed && !port.Tracks(net)) settler.Show(net, sensed);
        settler.Settle(net);
    }

    private void Commit(LineOperation operation, bool? sensed)
    {
        var (mapping, net) = (operation.Mapping, operation.Net);
        // A pin that is let go keeps its level until somebody has looked at it: otherwise its watchers would see an edge that never
        // happened.
        bool? undriven = sensed ?? settler.Undriven(net);
        bool changed = net.Commit(mapping, operation.Desired, operation.Writes, undriven, operation.RequestSerial);
        faults.Changed(net, changed, mapping.Cause);
    }

    private static bool Answer(LineOperation operation, ChipOutcome outcome)
    {
        operation.Outcome = outcome;
        operation.Answered = true;
        if (operation.BringsBack && outcome != ChipOutcome.Gone) operation.Mapping.Line.Tell(WireProtocol.ChipBack.Instance);
        bool looked = operation is { Ask: ChipAsk.Read, Sensed: not null, Net.Faults: null }
            && operation.Net.State.Driven(operation.Net.Plan) is null;
        operation.Level = looked ? operation.Sensed!.Value : operation.Net.Level;
        operation.Edges = operation.Net.Edges;
        return true;
    }
}
