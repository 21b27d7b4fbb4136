using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Testing;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;
using static GpioHub.Actors.Lines.LineProtocol;

namespace GpioHub.Actors.Lines;

/// <summary>The actor that owns one guest line: it carries out <see cref="LineState"/> decisions, in mailbox order.</summary>
/// <remarks>
/// Decide; commit to the slot; ask the chip; hand completions to the queue actors. Requests wait here while the chip has one: that is the
/// order per line of virtio v1.2 §5.18.6.9. If it throws, the ring answers ERR to every head of the line in flight, and the next
/// incarnation goes on from the slot. Children: none.
/// </remarks>
public sealed partial class LineActor : CrashableActor
{
    private readonly ILoggingAdapter? _trace;                             // null = requests are not logged
    private readonly LineStore _store;
    private readonly ILineOutput _queues;
    private readonly Queue<LineRequest> _waiting = new();
    private readonly Stack<LineOperation> _spare = new();
    private LineRequest _current;
    private bool _chipKnown;
    private bool _awaitsInterrupt;
    private (IActorRef Asker, Controlled Answer)? _owed;
    private long _enabledAt;                                              // flushes of the requestq when the last enable was answered

    public LineActor(LineStore store, ILineOutput queues, ICrashPlan crashes)
        : base(crashes)
    {
        (_store, _queues) = (store, queues);
        _enabledAt = queues.Flushes;                                       // the incarnation before may have answered since the last flush
        _trace = TraceOf(Context, store, queues.Guest);
        Receive<LineOperation>(Answered);
        Receive<ReplyPublished>(_ => Published());
        Receive<ControlLine>(Control);
        Receive<DeadlinePassed>(Late);
        Receive<WireProtocol.ChipLost>(_ => Lost());
        Receive<WireProtocol.ChipBack>(_ => Back());
        Receive<LetGo>(Leave);
        Receive<InterruptsAgain>(_ => Again());
        Receive<WireProtocol.Detached>(Left);
        Receive<Take>(Move);
        Receive<Remap>(Restrict);
    }

    private ushort Line => (ushort)_store.Plan.Line;

    public static Props PropsFor(LineStore store, ILineOutput queues, ICrashPlan crashes) =>
        Props.Create<LineActor>(store, queues, crashes);

    private static ILoggingAdapter? TraceOf(IActorContext context, LineStore store, string guest)
    {
        var log = context.GetLogger();
        return log.IsDebugEnabled
            ? log.WithContext(LogSubject.Guest, guest).WithContext("GuestLine", store.Plan.Line)
            : null;
    }

    protected override bool HandleHot(object message)
    {
        switch (message)
        {
            case LineWork work:
                Work(work);
                return true;
            case PendingEdges edges:
                Edges(edges);
                return true;
            default:
                return false;
        }
    }

    protected override void PreStart()
    {
        _chipKnown = _store.Mapping is null;
        if (_store.Mapping is { } mapping) mapping.Chip.Tell(new WireProtocol.Attach(mapping, Self));
    }

    protected override void PreRestart(Exception reason, object message)
    {
        base.PreRestart(reason, message);
        int failed = _queues.FailLine(Line);
        if (failed > 0) Note(LineRefusal.Failed, default, failed);
        KnowChip();
        bool again = message switch
        {
            LineOperation => !Entered,                                     // otherwise it may be at the chip again
            PendingEdges edges => edges.Told,
            // said only once; hearing it twice is harmless
            ControlLine or LetGo or Take or Remap or ReplyPublished or InterruptsAgain => true,
            WireProtocol.ChipLost or WireProtocol.ChipBack or WireProtocol.Detached => true,
            _ => false,
        };
        if (again) Self.Tell(message, Sender);
    }

    protected override void PostRestart(Exception reason)
    {
        base.PostRestart(reason);
        Apply(LineInput.Of(LineInputKind.RequestsForgotten));
        foreach (var chain in _queues.BuffersOf(Line))
        {
            // A buffer that the failed message brought and that the committed state does not know: the driver queues it again (VG-G-13).
            bool known = _store.State.Buffer != IrqBufferState.None && _store.State.BufferTicket == chain.Ticket;
            if (!known) _queues.GiveBack(chain.Ticket, IrqStatus.Invalid);
        }
    }

    private void Work(LineWork work)
    {
        if (_store.State.Withheld && _queues.Flushes != _enabledAt) Apply(LineInput.Of(LineInputKind.ReplyPublished));
        foreach (var buffer in work.Buffers)
        {
            if (_store.State.Irq is IrqType.LevelHigh or IrqType.LevelLow) SenseLevel();
            Apply(LineInput.BufferQueued(buffer));
        }

        if (_store.State.Unheeded) SayUnheeded();
        foreach (var request in work.Requests) _waiting.Enqueue(request);
        work.Clear();
        Pump();
    }

    /// <summary>Notes that an OK is visible. It may be the one before the last.</summary>
    private void Published()
    {
        if (_queues.Flushes == _enabledAt) _queues.AwaitPublication(Self);
        else Apply(LineInput.Of(LineInputKind.ReplyPublished));
    }

    private void Pump()
    {
        if (_later is not null) RestrictLate();
        while (!_moving && _waiting.TryPeek(out var next) && (next.Refused ? CanRefuse : _store.State.Accepts(next.Message)))
        {
            _waiting.Dequeue();
            _store.Requests++;
            _current = next;
            if (_trace is not null) Trace(next.Message);
            if (next.Refused) Refuse(next, next.Fault);
            else Apply(LineInput.Request(next.Ticket, next.Message));
        }
    }

    private bool CanRefuse => _store.State.Operation is ChipOperation.None or ChipOperation.Reapply || _store.State.Overdue;

    private void Answered(LineOperation operation)
    {
        if (operation.Mapping != _store.Mapping) return;                          // from the chip line before
        Conclude(operation);
        TakenIf(operation.Outcome == ChipOutcome.Refused, operation.Why);
        Pump();
    }

    /// <returns>true = a buffer went out VALID.</returns>
    private bool Conclude(LineOperation operation)
    {
        operation.Answered = false;
        if (operation.Outcome == ChipOutcome.Refused)
            (_refusal, _holder, _why) = (operation.Why ?? "the chip refused", operation.Holder, operation.Why);
        else if (_refusal is not null)
            _refusal = null;
        bool delivered = operation.Ask != ChipAsk.Tell
            && Apply(LineInput.ChipAnswered(operation.Serial, operation.Outcome,
                operation.Ask == ChipAsk.Read ? operation.Level : operation.Mapping.Edges.Level));
        _spare.Push(operation);
        return delivered;
    }

    private void Edges(PendingEdges edges)
    {
        var taken = edges.Take();
        var before = _store.State;
        bool delivered = Apply(LineInput.EdgeSensed(taken.Rising, taken.Falling, taken.Level, taken.Generation));
        bool pending = before.Awaits(taken.Generation);
        if (!pending && taken.Generation != before.Generation) return;
        int matched = LineState.Matched(pending ? before.WantedIrq : before.Irq, taken.Rising, taken.Falling);
        if (matched == 0) return;
        bool latched = pending ? before.WantedLatched : before.Latched;
        _store.Edges += matched;
        _store.Coalesced += latched && !delivered ? matched : matched - 1;
    }

    /// <summary>Senses a level when the line is unmasked (GU-19). Where that takes a while, the line counts as not active until the level
    /// is known; then it delivers.</summary>
    private void SenseLevel()
    {
        if (_store.Mapping is not { } mapping) return;
        bool? level = mapping.IsAtDevice ? mapping.Desk?.Sense(mapping) : mapping.Edges.Level;
        if (mapping is { IsAtDevice: true, Desk: null }) mapping.Chip.Tell(new WireProtocol.SenseLevel(mapping), ActorRefs.NoSender);
        Apply(LineInput.EdgeSensed(0, 0, level ?? _store.State.Irq == IrqType.LevelLow, _store.State.Generation));
    }

    private void Late(DeadlinePassed message)
    {
        Apply(LineInput.DeadlinePassed(message.Ticket));
        if (_waiting.TryPeek(out var next) && next.Ticket == message.Ticket)
        {
            _waiting.Dequeue();
            _store.Requests++;
            Refuse(next, LineRefusal.Late);
        }

        Pump();
    }

    private void Control(ControlLine message)
    {
        _store.Rules = _store.Rules with { IrqNegotiated = message.IrqNegotiated };
        if (message.Kind is LineInputKind.RequestsForgotten or LineInputKind.Reset) _waiting.Clear();
        if (message.Kind == LineInputKind.Reset) _store.Told = 0;
        Apply(LineInput.Of(message.Kind));
        Pump();
        var answer = new Controlled(Line, message.Round);
        if (_chipKnown) Sender.Tell(answer);
        else _owed = (Sender, answer);   // a chip on another reactor: no front-end is admitted before the lines know their chips
    }

    private void Back()
    {
        if (_store.Mapping is not { } mapping) return;                            // from the chip line before
        Apply(LineInput.ChipBack(mapping.Edges.Level));
        _moving = IsForbidden;
        TakenIf(_refusal is not null, _refusal);
        KnowChip();
        Pump();
    }

    private void Lost()
    {
        if (_store.Mapping is null) return;
        TellAgain(LineRefusal.ChipAway);
        Apply(LineInput.Of(LineInputKind.ChipLost));
        _moving = IsForbidden;
        if (_store.Taking is not null)
        {
            WishOnly();
            Pump();
        }

        KnowChip();
    }

    /// <summary>Notes that the chip has said how it is, and sends the answer that waited for that.</summary>
    private void KnowChip()
    {
        _chipKnown = true;
        if (_owed is not { } owed) return;
        _owed = null;
        owed.Asker.Tell(owed.Answer);
    }

    /// <returns>true = a buffer went out VALID.</returns>
    private bool Apply(in LineInput input)
    {
        if (_store.State.Muted != _queues.InterruptsHeld) Mute();
        var decision = _store.State.Decide(input, _store.Rules);
        _store.State = decision.Next;
        var answered = decision.Ask == ChipAsk.Nothing ? null : Ask(decision);
        if (decision.Returns)
        {
            Count(decision.Irq);
            if (_trace is not null) Trace(decision.Irq);
            _queues.GiveBack(decision.Buffer, decision.Irq);
        }

        if (decision.Next.Muted) AwaitInterrupt();

        if (decision.Next.Withheld && decision.Replies) _enabledAt = _queues.Flushes;
        if (decision.AwaitsPublication) _queues.AwaitPublication(Self);
        if (decision.Replies) Reply(decision.Request, decision.Status, decision.Value, decision.Refusal);
        bool delivered = decision.Returns && decision.Irq == IrqStatus.Valid;
        return (answered is not null && Conclude(answered)) || delivered;
    }

    private void Count(IrqStatus status)
    {
        if (status == IrqStatus.Valid)
        {
            _store.Delivered++;
            _queues.CountInterrupt();
        }
        else
        {
            _store.Invalid++;
        }
    }

    /// <summary>Follows the guest's interrupt limit. A line that waits for an interrupt hears when it may have one; any other line finds
    /// out here, at its next input.</summary>
    private void Mute()
    {
        if (!_store.State.AwaitsInterrupt)
        {
            var kind = _store.State.Muted ? LineInputKind.InterruptsBack : LineInputKind.InterruptsSpent;
            _store.State = _store.State.Decide(LineInput.Of(kind), _store.Rules).Next;
        }
    }

    private void AwaitInterrupt()
    {
        if (_awaitsInterrupt || !_store.State.AwaitsInterrupt) return;
        _awaitsInterrupt = true;
        if (_queues.InterruptsHeld) _queues.AwaitInterrupt(Self);
        else Self.Tell(InterruptsAgain.Instance, ActorRefs.NoSender);      // it may deliver after all, and nobody else would say so
    }

    private void Again()
    {
        _awaitsInterrupt = false;
        if (_queues.InterruptsHeld)                                 // lines before this one have used them up
        {
            if (_store.State.Muted) AwaitInterrupt();
            return;
        }

        if (_store.State.Irq is IrqType.LevelHigh or IrqType.LevelLow) SenseLevel();
        Apply(LineInput.Of(LineInputKind.InterruptsBack));
    }

    /// <summary>Asks the chip: directly if it is on this reactor, else by message.</summary>
    /// <returns>The operation, if it is answered already; null = the answer comes as a message.</returns>
    private LineOperation? Ask(in LineDecision decision)
    {
        if (!_spare.TryPop(out var operation)) operation = new LineOperation(_store.Mapping!);
        (operation.Ask, operation.Desired, operation.Serial) = (decision.Ask, decision.Desired, decision.Serial);
        operation.AsksWhy = _store.Taking is not null;
        operation.Writes = decision.Ask == ChipAsk.Apply && decision.Next.Operation is ChipOperation.SetValue or ChipOperation.DirectionOut;
        if (_store.Mapping!.Desk is { } desk) return desk.Begin(operation) ? operation : null;
        _store.Mapping.Chip.Tell(operation, ActorRefs.NoSender);
        return null;
    }

    private void Reply(Ticket ticket, GpioStatus status, byte value, LineRefusal refusal)
    {
        if (refusal != LineRefusal.None)
        {
            Note(refusal, _current.Message);
            if (_store.State.Unheeded) SayUnheeded();
        }

        if (_trace is not null) Trace(status, value);
        _queues.Answer(ticket, status, value);
    }

    // Apart, so that the path of a request that is not logged stays short.
    private void Trace(in GpioRequest request) => _trace!.Debug("line {GuestLine}: {Message} {Value}", Line, request.Type, request.Value);

    private void Trace(IrqStatus status) => _trace!.Debug("line {GuestLine}: interrupt buffer returned {Status}", Line, status);

    private void Trace(GpioStatus status, byte value) => _trace!.Debug("line {GuestLine}: answered {Status} {Value}", Line, status, value);
}
