using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Testing;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Records;

namespace GpioHub.Actors.Chips;

/// <summary>The desk of one chip: the one door to everything behind it, for lines and for the chip's actor.</summary>
/// <remarks>
/// It belongs to the chip and outlives the chip's actor. It is used on the chip's reactor only. Lines on that reactor call it directly,
/// because a message between two actors of one thread would only add two turns of the run queue. Lines on other reactors send the operation
/// to the chip's actor, which brings it here.
/// </remarks>
internal sealed class ChipDesk : ILineDesk
{
    private readonly ChipContact _contact;
    private readonly TimedNets _timed;
    private readonly NetFaults _netFaults;
    private readonly LineRequests _lines;
    private readonly PinTurns _turns;
    private bool _saidLost;

    public ChipDesk(ChipNets nets, ChipHealth health, IChipPort port, ChipEnvironment environment, ICrashPlan crashes)
    {
        (Nets, Health, Port, Environment) = (nets, health, port, environment);
        nets.Number(environment.Log.Words);
        if (environment.Keeping is { Record: { } file } keeping)
            NotRecalled = nets.RecordIn(file, keeping.TurnOf(environment.Reactor)!, keeping.IsSuccessor);
        var clock = environment.Clock;
        _contact = new ChipContact(nets);
        Feed = new EdgeFeed(nets, environment);
        _timed = new TimedNets(_contact);
        _netFaults = new NetFaults(nets, new EdgeFanOut(Feed, clock), Feed, _timed, clock);
        Faults = new ChipFaults(nets, _netFaults, Feed, _timed, clock);
        Queue = new PinQueue(nets, port, Faults, _contact);
        var troubles = new PinTroubles(port, _contact, clock);
        Settler = new PinSettler(nets, health, port, Queue, _netFaults, troubles);
        var contentions = new Contentions(nets, Feed, _contact, clock);
        _lines = new LineRequests(nets, health, port, Queue, _netFaults, Settler, troubles, contentions, crashes);
        Stimuli = new Stimuli(nets, health, Queue, _netFaults, Settler, troubles, contentions, _timed, clock);
        _turns = new PinTurns(nets, _netFaults, _lines, Stimuli, Settler, troubles);
        Timers = new NetTimers(nets, _timed, _netFaults, Faults, Stimuli, clock);
        Changes = new PlanChanges(nets, port, _netFaults, Settler);
        if (environment.Keeping is { Record: { } record }) NotRecalledTimed = RecordTimed(record);
        port.Serve(this);
    }

    /// <summary>Nets of which the process before this one has left nothing that makes sense: they start anew.</summary>
    public IReadOnlyList<Net> NotRecalled { get; } = [];

    /// <summary>Faults and pulses of which the process before has left nothing that makes sense: they have ended.</summary>
    public IReadOnlyList<string> NotRecalledTimed { get; } = [];

    /// <summary>The chip's nets and their users.</summary>
    public ChipNets Nets { get; }

    /// <summary>Whether the chip is there.</summary>
    public ChipHealth Health { get; }

    /// <summary>The device below.</summary>
    public IChipPort Port { get; }

    /// <summary>Clock and event numbers of the hub.</summary>
    public ChipEnvironment Environment { get; }

    internal EdgeFeed Feed { get; }

    internal NetTimers Timers { get; }

    internal ChipFaults Faults { get; }

    internal PinQueue Queue { get; }

    internal PinSettler Settler { get; }

    internal Stimuli Stimuli { get; }

    internal PlanChanges Changes { get; }

    /// <summary>The chip's actor has started, or restarted.</summary>
    public void Renew(IActorRef chip, ILoggingAdapter log)
    {
        _contact.Renew(chip, log);
        if (_saidLost) return;
        _saidLost = true;
        foreach (var net in NotRecalled) Warn(net, "what the hub before has left of it makes no sense: it starts anew");
        foreach (string what in NotRecalledTimed)
            log.Warning("{What} has ended: what the hub before has left of it makes no sense", what);
    }

    /// <summary>Says something of the chip in the log.</summary>
    internal void Say(string what) => _contact.Log.Info("{What}", what);

    /// <summary>Says in the log what is wrong with a line.</summary>
    internal void Warn(Net net, string what) => _contact.LogOf(net).Warning("{What}", what);

    public bool Begin(LineOperation operation) => _lines.Begin(operation);

    public bool? Read(Mapping mapping) => _lines.Read(mapping);

    public bool? Sense(Mapping mapping) => Settler.Sense(mapping);

    public void Remap(Mapping mapping, GuestLinePlan plan) => Changes.Remap(mapping, plan);

    /// <summary>Ends the operation that the port has answered, and begins the operations that waited behind it.</summary>
    public void Finish(PortProtocol.PortAnswered answer) =>
        _turns.Finish(answer.Operation, answer.Ticket, answer.Outcome, Port.Arrived(answer));

    /// <inheritdoc cref="PinTurns.Abandon"/>
    public void Abandon(Net net) => _turns.Abandon(net);

    /// <summary>Takes in one or more edges of the hardware, from the port.</summary>
    public void Sensed(in SensedEdges edges) => _netFaults.Sensed(edges);

    /// <summary>Takes in edges that the owner of the lines tells, and says so to whoever told them.</summary>
    public void Told(PortProtocol.EdgesTold message)
    {
        if (message.Opening == Health.Opening && Health.IsUp)
        {
            foreach (var (index, burst, ns) in message.Lines)
            {
                if (!Nets.Has(index)) continue;
                if (!message.IsRepeated) Sensed(new SensedEdges(Nets[index], burst, ns));
                Settler.Show(Nets[index], burst.Level, ns);                // no edge, unless the level is another still
            }
        }

        message.Teller?.Tell(message.Receipt);
    }

    /// <summary>The device is open; <paramref name="facts"/> says what it is and where its lines stand; null = it has no lines of its
    /// own.</summary>
    public void Opened(PortFacts? facts)
    {
        if (facts is not null) Settler.Opened(facts);
        foreach (var net in _timed.All.ToArray()) _netFaults.CatchUp(net);
        bool goesOn = Health.Opening == 1 && Environment.Keeping.IsSuccessor;
        if (goesOn && !Port.IsDevice) _lines.SayBack();                    // the nets are all there is, and they are as they were
        else _lines.Restore();
        Settler.SettleAll();
    }

    /// <summary>Maps a guest line to a line of this chip. Doing it twice changes nothing.</summary>
    public void Attach(Mapping mapping)
    {
        if (mapping.IsDetached || Nets.Mappings.Contains(mapping)) return;
        Nets.Attach(mapping);
        mapping.Desk = this;                                               // until now its operations came by message, behind the Attach
    }

    /// <summary>Takes over another plan of the same chip. Lines that are gone have no users by then.</summary>
    public void Replan(ChipPlan plan)
    {
        var gone = Nets.Replan(plan);
        Port.Replanned(plan);
        foreach (var net in gone)
        {
            Abandon(net);
            _timed.Forget(net);
        }

        Feed.Forget(gone);
        Changes.Replan(plan);
        Nets.Number(Environment.Log.Words);
    }

    /// <summary>Has the device watch these lines for a watcher, from now on.</summary>
    public void Watch(Watcher watcher, IEnumerable<int> lines)
    {
        foreach (var net in Feed.Watch(watcher, lines)) Settler.Settle(net);
    }

    public void Unwatch(Watcher watcher)
    {
        foreach (var net in Feed.Unwatch(watcher)) Settler.Settle(net);
    }

    /// <summary>Lets everything happen that is due.</summary>
    public void PassTime()
    {
        if (Timers.Pass()) ResumeKept();
    }

    /// <summary>Ends a fault, or all of them.</summary>
    /// <param name="number">null = all of the chip and its nets.</param>
    /// <returns>How many faults were there.</returns>
    public int ClearFault(int? number)
    {
        int ofNets = _netFaults.Clear(number);
        int ofChip = Faults.End(fault => number is null || fault.Number == number);
        if (ofChip > 0) ResumeKept();
        return ofNets + ofChip;
    }

    /// <summary>Has faults and pulses recorded from here on, and goes on with those that the process before has left.</summary>
    private IReadOnlyList<string> RecordTimed(RecordFile file)
    {
        var keeping = Environment.Keeping;
        var record = new TimedRecord(file, keeping.TurnOf(Environment.Reactor)!, Nets, _timed) { OfChip = () => Faults.OfChip };
        var recall = new TimedRecall(Faults, _timed);
        var lost = record.Recall(keeping.IsSuccessor ? recall : null);
        recall.Apply();
        _timed.Record = record;
        return lost;
    }

    private void ResumeKept()
    {
        _turns.ResumeKept();
        if (!Faults.IsFaulty) Settler.SettleAll();                         // refused meanwhile, and nobody asks again
    }
}
