using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Testing;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Chips;

/// <summary>The desk of one chip: the one door to everything behind it, for lines and for the chip's actor.</summary>
/// <remarks>
/// It belongs to the chip and outlives the chip's actor. It is used on the chip's reactor only. Lines on that reactor call it directly,
/// because a message between two actors of one thread would only add two turns of the run queue. Lines on other reactors send the operation
/// to the chip's actor, which brings it here.
/// </remarks>
public sealed class ChipDesk : ILineDesk
{
    private readonly IFaultPlan _crashes;
    private readonly ChipContact _contact;
    private readonly TimedNets _timed;
    private readonly NetFaults _netFaults;
    private readonly PinTroubles _troubles;
    private readonly LineRequests _lines;

    public ChipDesk(ChipNets nets, ChipHealth health, IChipPort port, ChipEnvironment environment, IFaultPlan faults)
    {
        (Nets, Health, Port, Environment, _crashes) = (nets, health, port, environment, faults);
        var clock = environment.Clock;
        _contact = new ChipContact(nets);
        Feed = new EdgeFeed(nets, environment);
        _timed = new TimedNets(_contact);
        _netFaults = new NetFaults(nets, new EdgeFanOut(Feed), _timed, clock);
        Faults = new ChipFaults(nets, _netFaults, _timed, clock);
        Queue = new PinQueue(nets, port, Faults, _contact);
        _troubles = new PinTroubles(health, port, _contact, clock);
        Settler = new PinSettler(nets, health, port, Queue, _netFaults, _troubles);
        var contentions = new Contentions(nets, Feed, _contact, clock);
        _lines = new LineRequests(nets, health, port, Queue, _netFaults, Settler, _troubles, contentions);
        Stimuli = new Stimuli(nets, health, Queue, _netFaults, Settler, _troubles, contentions, _timed, clock);
        Timers = new NetTimers(nets, _timed, _netFaults, Faults, Stimuli, clock);
        Changes = new PlanChanges(nets, port, _netFaults, Settler);
    }

    /// <summary>The chip's nets and their users.</summary>
    public ChipNets Nets { get; }

    /// <summary>Whether the chip is there.</summary>
    public ChipHealth Health { get; }

    /// <summary>The device below.</summary>
    public IChipPort Port { get; }

    /// <summary>Clock and event numbers of the hub.</summary>
    public ChipEnvironment Environment { get; }

    /// <summary>The number of the present opening of the device.</summary>
    public int Opening => Health.Opening;

    /// <inheritdoc cref="NetTimers.NextDueNs"/>
    public long? NextDueNs => Timers.NextDueNs;

    internal EdgeFeed Feed { get; }

    internal NetTimers Timers { get; }

    internal ChipFaults Faults { get; }

    internal PinQueue Queue { get; }

    internal PinSettler Settler { get; }

    internal Stimuli Stimuli { get; }

    internal PlanChanges Changes { get; }

    /// <summary>The chip's actor has started, or restarted.</summary>
    public void Staff(IActorRef chip, ILoggingAdapter log) => _contact.Renew(chip, log);

    public bool Begin(LineOperation operation)
    {
        try
        {
            _crashes.Before(nameof(ChipDesk), operation);
            bool answered = _lines.TakeIn(operation);
            _crashes.After(nameof(ChipDesk), operation);
            return answered;
        }
        catch (Exception)
        {
            if (!operation.Net.Queue.Has(operation)) LineRequests.Refuse(operation);
            throw;
        }
    }

    public bool? Sense(ChipUser user) => Settler.Sense(user);

    public void Remap(ChipUser user, GuestLinePlan plan) => Changes.Remap(user, plan);

    /// <summary>Ends the operation that the port has answered, and begins the operations that waited behind it.</summary>
    public void Finish(ChipProtocol.PortAnswered answer)
    {
        var (operation, net) = (answer.Operation, answer.Operation.Net);
        var shown = Port.Arrived(answer);
        _troubles.NoteArrival(net, shown);
        ShowAll(shown.Before);
        try
        {
            if (net.Queue.TakeBack(operation, answer.Ticket))
            {
                (operation.Sensed, operation.Why) = (shown.Sensed, shown.Why);
                End(operation, answer.Outcome);
            }
        }
        finally
        {
            ShowAll(shown.After);
        }

        ResumeWaiting(net);
    }

    /// <summary>Answers everything outstanding at <paramref name="net"/> with Gone, in order, because the device is gone.</summary>
    public void Abandon(Net net)
    {
        if (net.Queue.GiveUp() is { } asked) End(asked, ChipOutcome.Gone);
        ResumeWaiting(net);
    }

    /// <summary>Takes in one or more edges of the hardware, from the port.</summary>
    public void Sensed(in SensedEdges edges) => _netFaults.Sensed(edges.Net, edges.Burst, edges.Ns);

    /// <summary>The device is open; <paramref name="facts"/> says what it is and where its lines stand; null = it has no lines of its
    /// own.</summary>
    public void Opened(PortFacts? facts)
    {
        if (facts is not null) Settler.Opened(facts);
        _lines.Restore();
        Settler.SettleAll();
    }

    /// <summary>Maps a guest line to a line of this chip. Doing it twice changes nothing.</summary>
    public void Admit(ChipUser user)
    {
        if (user.IsDetached || Nets.Users.Contains(user)) return;
        Nets.Admit(user);
        if (user.SameReactor) user.Desk = this;                            // until now its operations came by message, behind the admission
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
    }

    /// <summary>Has the device watch these lines, because somebody is about to subscribe to them.</summary>
    public void Look(EdgeSubscription subscription, IEnumerable<int> lines)
    {
        foreach (var net in Feed.Look(subscription, lines)) Settler.Settle(net);
    }

    public void Unsubscribe(EdgeSubscription subscription)
    {
        foreach (var net in Feed.Unsubscribe(subscription)) Settler.Settle(net);
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

    /// <summary>Begins anew what ended faults of the chip kept from the device.</summary>
    private void ResumeKept()
    {
        foreach (var net in Nets.All)
        {
            if (PinQueue.TakeKept(net) is not { } kept) continue;
            Resume(kept);
            ResumeWaiting(net);
        }

        if (!Faults.IsFaulty) Settler.SettleAll();                         // refused meanwhile, and nobody asks again
    }

    private void ShowAll(Queue<SensedEdges>? edges)
    {
        while (edges is not null && edges.TryDequeue(out var next)) Sensed(next);
    }

    private void ResumeWaiting(Net net)
    {
        while (net.Queue.TryNext(out var next)) Resume(next);
    }

    /// <summary>Carries out an operation whose turn it is.</summary>
    private void Resume(PortOperation operation)
    {
        if (operation is StimulusOperation stimulus) Stimuli.Execute(stimulus);
        else if (operation is NetOperation ours) Settler.Execute(ours);
        else if (operation is LineOperation line && Begin(line)) LineRequests.Tell(line);
    }

    /// <summary>Ends an operation that was at the port, and tells whoever waits for it.</summary>
    private void End(PortOperation operation, ChipOutcome outcome)
    {
        if (operation is StimulusOperation stimulus) Stimuli.Complete(stimulus, outcome);
        else if (operation is NetOperation ours) Settler.Complete(ours, outcome);
        else _lines.End((LineOperation)operation, outcome);
    }
}
