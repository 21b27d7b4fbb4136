using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Lines;
using GpioHub.Actors.Testing;
using GpioHub.Actors.Wires;
using GpioHub.Explorer.Worlds;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests.Orders;

/// <summary>Records the steps of the real hub in the order in which it takes them, and has each of them checked at once.</summary>
/// <remarks>
/// The hub's thread is the only one that runs: while it is in here, a driver and a chip may act, and so they act at known places between
/// two of its steps, also in the middle of an intake or a flush. A chip on another reactor takes its turns only then.
/// </remarks>
internal sealed partial class OrderRecorder : ICrashPlan, IPhases
{
    private readonly List<(ChipAsk Ask, ChipOutcome Outcome)> _answeredAtOnce = [];
    private readonly PublishedBytes _bytes = new();
    private int _line = -1;
    private bool _acting;
    private (int Pairs, int Requests, EdgeWord Edges, bool IsOver, ChipAsk Ask, ChipOutcome Outcome) _before;

    /// <summary>Compares each step; null = nothing is recorded at the moment.</summary>
    public OrderCheck? Check { get; private set; }

    public OrderRig Rig { get; set; } = null!;

    /// <summary>Some response bytes that pairs share are written, and others are not.</summary>
    public bool IsBetweenBytes => Check is not null && _bytes.IsBetweenBytes(Check);

    /// <summary>Called between two steps of the hub.</summary>
    public Action Between { get; set; } = () => { };

    public void Begin(OrderCheck check)
    {
        _wishes = [.. Rig.Stores.Select(_ => new WishQueue())];
        _bytes.Begin(Rig.Stores.Length);
        Check = check;
    }

    /// <summary>Lets something happen without recording it.</summary>
    public void Unrecorded(Action action)
    {
        var check = Check;
        Check = null;
        action();
        Check = check;
    }

    public void Before(string actor, object message)
    {
        if (Check is null || actor is not (nameof(LineActor) or nameof(EventQueueActor) or nameof(RequestQueueActor) or nameof(GuestActor)))
            return;
        Act();
        if (actor != nameof(LineActor)) return;
        int line = LineOf(ActorCell.GetCurrentSelfOrNoSender());
        bool third = Check[line].SenseAgain || (Check[line].SenseAsked && message is LineWork { Buffers.Count: > 1 });
        if (third) Rig.RunChipTurn();                                      // the world's chip is asked for a level twice at most
        _line = line;
        _answeredAtOnce.Clear();
        var work = message as LineWork;
        var edges = (message as PendingEdges)?.Now ?? default;
        var state = Rig.Stores[_line].State;
        bool over = (state.Irq == IrqType.None || edges.Generation != state.Generation) && !state.Awaits(edges.Generation);
        var operation = message as LineOperation;                          // the line may use it again within the message
        _before = (work?.Buffers.Count ?? 0, work?.Requests.Count ?? 0, edges, over, operation?.Ask ?? ChipAsk.Nothing,
            operation?.Outcome ?? ChipOutcome.Done);
    }

    public void After(string actor, object message)
    {
        if (Check is null) return;
        switch (actor)
        {
            case nameof(LineActor):
                int line = _line;
                _line = -1;
                Took(line, message);
                foreach (var (ask, outcome) in _answeredAtOnce) ToldAtOnce(line, ask, outcome);
                if (message is not LineProtocol.ControlLine) Check.Compare(line, Rig.Stores[line].State);
                Act();
                break;
            case nameof(ChipDesk) when message is LineOperation { Answered: true, BringsBack: false } operation:
                if (_line >= 0) _answeredAtOnce.Add((operation.Ask, operation.Outcome));
                else Did(operation, operation.Outcome);
                break;
            case nameof(ChipActor):
                ChipTook(message);
                break;
            case nameof(EventQueueActor) or nameof(RequestQueueActor):
                Act();
                break;
        }
    }

    /// <summary>The hub is about to touch a guest's RAM.</summary>
    public void Touched(ulong address)
    {
        if (Check is null || _acting) return;
        SettleMemory();
        Act();
        _bytes.Touch(Rig.Guest, address);
    }

    public void IntakeEnded()
    {
        if (Check is null) return;
        var queues = Rig.Queues;
        int pairs = (ushort)(queues.EventsUpTo - queues.Events.NextAvail);
        int requests = (ushort)(queues.RequestsUpTo - queues.Requests.NextAvail);
        int taken = 0;
        for (; requests > 0; requests--) taken |= 1 << Rig.Guest.Asked.Dequeue();
        if (pairs == 0 && taken == 0) return;
        int there = 0;                                                     // of a ring that is shut nothing is looked at
        for (int line = 0; line < _wishes.Length; line++) there += queues.Open[1] ? Check[line].PairsAvailable : 0;
        if (pairs != there) Check.Wrong($"the hub's snapshot has {pairs} pairs and requests {taken:b}; there are {there} pairs");
        Check.Step(MoveKind.Intake, 0, taken);
    }

    public void FlushBegins() => _bytes.FlushBegins();

    public void FlushEnded()
    {
        if (Check is not null) SettleMemory();
        _bytes.FlushEnded();
    }

    private static int LineOf(IActorRef? line) => int.Parse(line!.Path.Name["line-".Length..], null);

    private void Act()
    {
        if (_acting || Check is not { Fault: null }) return;
        _acting = true;
        Between();
        _acting = false;
    }

    private void Took(int line, object message)
    {
        var check = Check!;
        ref readonly var part = ref check[line];
        switch (message)
        {
            case LineWork:
                if (part.PairsHanded != _before.Pairs || (part.Request == RequestPlace.Handed ? 1 : 0) != _before.Requests)
                    check.Wrong($"line {line} takes {_before.Pairs} pairs and {_before.Requests} requests");
                Step(MoveKind.Work, line);
                break;
            case PendingEdges when !part.EdgesTold && _before.IsOver:
                break;                                                     // the chip has kept a watch longer than the world's: no matter
            case PendingEdges when _before.Edges.Told:
                var edges = _before.Edges;
                bool same = part.EdgesTold && part.Rising == edges.Rising > 0 && part.Falling == edges.Falling > 0
                    && part.Level == edges.Level && check.IsWatch(line, edges.Generation, part.EdgesGeneration);
                if (!same) check.Wrong($"line {line} hears of {edges.Rising} rising, {edges.Falling} falling edges, level {edges.Level}");
                Step(MoveKind.Edges, line);
                break;
            case LineOperation when _before.Ask == ChipAsk.Apply:
                if (part.Answer != 1 + (int)_before.Outcome) check.Wrong($"line {line} hears of its chip: {_before.Outcome}");
                Step(MoveKind.Answered, line);
                break;
            case LineProtocol.ReplyPublished:
                Step(MoveKind.Published, line);
                break;
            case LineProtocol.DeadlinePassed when part.Request == RequestPlace.Taken:
                Step(MoveKind.DeadlinePasses, line);
                break;
            case WireProtocol.ChipLost when part.LostTold:
                Step(MoveKind.ChipLost, line);
                break;
            case WireProtocol.ChipBack:
                Step(MoveKind.ChipBack, line);
                break;
        }
    }

    private void SettleMemory() => _bytes.Settle(Rig.Guest, Check!);
}
