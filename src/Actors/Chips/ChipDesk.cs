using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Testing;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Chips;

/// <summary>The desk of one chip: it carries out what lines ask of the chip, and tells every watcher of a net that changed.</summary>
/// <remarks>
/// It belongs to the chip and outlives the chip's actor. It is used on the chip's reactor only. Lines on that reactor call it directly,
/// because a message between two actors of one thread would only add two turns of the run queue. Lines on other reactors send the operation
/// to the chip's actor, which brings it here.
/// </remarks>
public sealed partial class ChipDesk(ChipNets nets, ChipHealth health, IChipPort port, IReactor reactor,
    ChipEnvironment environment, IFaultPlan faults) : ILineDesk
{
    private readonly LogThrottle _throttle = new();
    private IActorRef _chip = ActorRefs.Nobody;
    private ILoggingAdapter _log = NoLogger.Instance;

    /// <summary>The chip's nets and their users.</summary>
    public ChipNets Nets => nets;

    /// <summary>Whether the chip is there, and who watches its edges.</summary>
    public ChipHealth Health => health;

    /// <summary>The device below.</summary>
    public IChipPort Port => port;

    /// <summary>The chip's reactor.</summary>
    public IReactor Reactor => reactor;

    /// <summary>Clock and event numbers of the hub.</summary>
    public ChipEnvironment Environment => environment;

    /// <summary>The number of the present opening of the device.</summary>
    public int Opening => health.Opening;

    private bool IsUp => health.State == ChipState.Up;

    /// <summary>The chip's actor has started, or restarted.</summary>
    public void Staff(IActorRef chip, ILoggingAdapter log)
    {
        _chip = chip;
        _log = log;
    }

    public bool Begin(LineOperation operation)
    {
        try
        {
            faults.Before(nameof(ChipDesk), operation);
            bool answered = TakeIn(operation);
            faults.After(nameof(ChipDesk), operation);
            return answered;
        }
        catch (Exception)
        {
            if (!IsHeld(operation))
            {
                if (!operation.Answered) Answer(operation, ChipOutcome.Refused);
                Tell(operation);
            }

            throw;
        }
    }

    /// <summary>Refuses an operation that nobody has begun.</summary>
    public static void Refuse(LineOperation operation)
    {
        Answer(operation, ChipOutcome.Refused);
        Tell(operation);
    }

    /// <summary>Ends the operation that the port has answered, and begins the operations that waited behind it.</summary>
    public void Finish(ChipProtocol.PortAnswered answer)
    {
        port.Arrived(answer);
        var operation = answer.Operation;
        var net = operation.Net;
        if (net.AtPort == operation && operation.Ticket == answer.Ticket)  // otherwise it was answered Gone when the chip was lost
        {
            net.AtPort = null;
            End(operation, answer.Outcome);
        }

        port.Concluded(net);
        while (net.AtPort is null && net.Waiting.TryDequeue(out var next)) Resume(next);
    }

    /// <summary>Answers everything outstanding at <paramref name="net"/> with Gone, in order, because the device is gone.</summary>
    public void Abandon(Net net)
    {
        if (net.AtPort is { } asked)
        {
            net.AtPort = null;
            End(asked, ChipOutcome.Gone);
        }

        while (net.Waiting.TryDequeue(out var waiting)) Resume(waiting);
    }

    /// <summary>Tells every watcher what it sees of a resolved level that may have changed by one edge, whoever caused the edge.</summary>
    /// <param name="changed">Whether the level has changed.</param>
    /// <param name="cause">"stimulus", "hardware" or a guest's name.</param>
    /// <param name="ns">CLOCK_MONOTONIC, nanoseconds; null = now.</param>
    public void Changed(Net net, bool changed, string cause, long? ns = null)
    {
        if (!changed) return;
        if (net.Faults is not null) Distort(net, net.Resolved, cause, ns ?? environment.Clock.NowNs);
        else Show(net, net.Resolved, cause, ns);
    }

    /// <summary>Tells every watcher that the level that readers see has changed by one edge.</summary>
    private void Show(Net net, bool level, string cause, long? ns)
    {
        foreach (var user in net.Users)
        {
            if (!user.Watches) user.Edges.Level = level;
            else if (user.Edges.Add(level, user.Desired.Generation)) user.Line.Tell(user.Edges, ActorRefs.NoSender);
        }

        if (IsLookedAt(net)) PublishEdge(net, level, cause, ns ?? environment.Clock.NowNs);
        else environment.Sequence.Next();
    }

    /// <summary>Takes in one or more edges of the hardware, on a line that nobody here drives.</summary>
    /// <param name="ns">CLOCK_MONOTONIC when the kernel saw the last edge, nanoseconds.</param>
    public void Sensed(Net net, in EdgeBurst burst, long ns)
    {
        net.Lost += burst.Lost;
        if (net.State.Driven(net.Plan) is not null)                        // something here drives the pin by now
        {
            net.Show(burst.Level);
            return;
        }

        if (burst.IsEmpty) return;
        bool before = net.Resolved;
        net.State = net.State with { Hardware = burst.Level };
        if (net.Faults is not null)
        {
            DistortAll(net, before, burst, ns);
            return;
        }

        net.Edges += burst.Rising + burst.Falling;
        foreach (var user in net.Users)
        {
            if (!user.Watches) user.Edges.Level = burst.Level;
            else if (user.Edges.Add(burst.Rising, burst.Falling, burst.Level, user.Desired.Generation))
                user.Line.Tell(user.Edges, ActorRefs.NoSender);
        }

        for (int left = burst.Rising + burst.Falling; left > 0; left--)
        {
            before = left == 1 ? burst.Level : !before;
            if (IsLookedAt(net)) PublishEdge(net, before, "hardware", ns);
            else environment.Sequence.Next();
        }
    }

    private static bool IsHeld(LineOperation operation) => operation.Net.AtPort == operation || operation.Net.Waiting.Contains(operation);

    /// <summary>Gives an operation back to its line, if the line sent it.</summary>
    private static void Tell(LineOperation operation)
    {
        if (!operation.BringsBack) operation.User.Line.Tell(operation, ActorRefs.NoSender);
    }

    private bool TakeIn(PortOperation operation)
    {
        if (operation.Net.AtPort is not { } before) return Execute(operation);
        if (before.IsKept && _chipFaults is { Count: > 0 } faulty) faulty[0].Count(operation);
        operation.Net.Waiting.Enqueue(operation);
        return false;
    }

    private void Resume(PortOperation operation)
    {
        if (operation is not LineOperation line) Execute(operation);
        else if (Begin(line)) Tell(line);
    }

    private bool Execute(PortOperation operation) => operation is LineOperation line ? Execute(line) : Execute((NetOperation)operation);

    private bool Execute(LineOperation operation)
    {
        var user = operation.User;
        if (operation.Holder is not null) operation.Holder = null;
        if (!IsUp)
        {
            if (operation.Ask == ChipAsk.Tell) Commit(operation, sensed: null);        // kept as a wish; applied when the chip is back
            return Answer(operation, ChipOutcome.Gone);
        }

        if (operation.Ask != ChipAsk.Read && ChipNets.Conflict(user, operation.Desired) is { } holder)
        {
            if (Contend(user.Net, user.AsHolder, holder))
            {
                SayHeldBack(_contentions);
                LogOf(user.Net).WithContext(LogSubject.Guest, user.Guest).Warning(
                    "wants to drive {Net}, which {Holder} drives (exclusive); answered ERR", nets.AddressOf(user.Net),
                    ChipWords.Holder(holder));
            }

            operation.Holder = ChipWords.Holder(holder);
            operation.Why = operation.AsksWhy ? $"{nets.AddressOf(user.Net)} is driven by {ChipWords.Holder(holder)} (exclusive)" : null;
            return Answer(operation, ChipOutcome.Refused);
        }

        // nobody waits for this wish, so it takes effect at once: nobody may see the old state meanwhile
        if (operation.Ask == ChipAsk.Tell && (port.IsDevice || IsFaulty)) Commit(operation, sensed: null);
        if (port.IsDevice)
            operation.Pin = operation.Ask == ChipAsk.Apply ? user.Net.PinWith(user, operation.Desired, operation.Writes) : user.Net.Pin;
        return AtPort(operation) is { } outcome && Complete(operation, outcome);
    }

    /// <returns>null = the answer comes later.</returns>
    private ChipOutcome? AtPort(PortOperation operation)
    {
        operation.Ticket++;
        (operation.Sensed, operation.Why, operation.IsKept) = (null, null, false);
        var result = _chipFaults is null ? port.Begin(operation, _chip) : _chipFaults[0].Take(operation);
        if (result == PortResult.Pending)
        {
            operation.Net.AtPort = operation;
            if (port.IsDevice) NoteBusy();
            return null;
        }

        return result switch { PortResult.Done => ChipOutcome.Done, PortResult.Refused => ChipOutcome.Refused, _ => ChipOutcome.Gone };
    }

    /// <summary>Ends an operation that was at the port, and tells whoever waits for it.</summary>
    private void End(PortOperation operation, ChipOutcome outcome)
    {
        if (operation is NetOperation ours)
        {
            Complete(ours, outcome);
            return;
        }

        var line = (LineOperation)operation;
        if (line.User.IsDetached)
        {
            Forget(line, outcome);
            return;
        }

        try
        {
            Complete(line, outcome);
        }
        finally
        {
            if (!line.Answered) Answer(line, ChipOutcome.Refused);
            Tell(line);
        }
    }

    private bool Complete(LineOperation operation, ChipOutcome outcome)
    {
        if (port.IsDevice) return CompleteAtDevice(operation, outcome);
        if (outcome == ChipOutcome.Done && operation.Ask != ChipAsk.Read) Commit(operation, sensed: null);
        return Answer(operation, outcome);
    }

    private void Commit(LineOperation operation, bool? sensed)
    {
        var (user, net) = (operation.User, operation.Net);
        // A pin that is let go keeps its level until somebody has looked at it: otherwise its watchers would see an edge that never
        // happened.
        bool? undriven = sensed ?? (port.IsDevice && net.State.Driven(net.Plan) is { } driven ? driven : null);
        Changed(net, net.Commit(user, operation.Desired, operation.Writes, undriven), user.Guest);
    }

    private static bool Answer(LineOperation operation, ChipOutcome outcome)
    {
        operation.Outcome = outcome;
        operation.Answered = true;
        if (operation.BringsBack && outcome != ChipOutcome.Gone) operation.User.Line.Tell(WireProtocol.ChipBack.Instance);
        bool looked = operation is { Ask: ChipAsk.Read, Sensed: not null, Net.Faults: null }
            && operation.Net.State.Driven(operation.Net.Plan) is null;
        operation.Level = looked ? operation.Sensed!.Value : operation.Net.Level;
        return true;
    }
}
