using Akka.Actor;
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
internal sealed partial class LineActor : CrashableActor
{
    private readonly LineTrace? _trace;                                   // null = requests are not logged
    private readonly LineStore _store;
    private readonly ILineOutput _queues;
    private readonly LineInbox _inbox;
    private readonly LineChip _chip;
    private readonly RefusalNotes _refusals;
    private readonly AnswersUntilChipKnown _owed = new();

    public LineActor(LineStore store, ILineOutput queues, ICrashPlan crashes)
        : base(crashes)
    {
        (_store, _queues) = (store, queues);
        _enabledAt = queues.Flushes;                                       // the incarnation before may have answered since the last flush
        (_inbox, _chip, _refusals) = (new LineInbox(store), new LineChip(store, Self), new RefusalNotes(store, queues, Context));
        _trace = LineTrace.Of(Context, store, queues.Guest);
        store.Reads = _trace is null ? new LineReads(store, _inbox, _refusals) : null;
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
        if (_store.Mapping is null) _owed.ChipKnown();
        if (_store.Mapping is { } mapping) mapping.Chip.Tell(new WireProtocol.Attach(mapping, Self));
    }

    protected override void PreRestart(Exception reason, object message)
    {
        base.PreRestart(reason, message);
        int failed = _queues.FailLine(Line);
        if (failed > 0) _refusals.Note(LineRefusal.Failed, default, failed);
        _owed.ChipKnown();
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
            if (_store.State.Irq != IrqType.None) _store.Journal?.Unmasked(_queues.IntakeNs);
            Apply(LineInput.BufferQueued(buffer));
        }

        if (_store.State.Unheeded) _refusals.SayUnheeded();
        _inbox.Add(work.Requests);
        work.Clear();
        Pump();
    }

    private void Pump()
    {
        if (_inbox.Later is not null) RestrictLate();
        while (_inbox.Next())
        {
            ref readonly var next = ref _inbox.Current;
            _queues.InHand(next.Ticket);
            _trace?.Asked(next.Message);
            if (next.Refused) Refuse(next, next.Fault);
            else Apply(LineInput.Request(next.Ticket, next.Message));
        }
    }

    private void Refuse(in LineRequest request, LineRefusal fault)
    {
        _store.Commit(_store.State.AfterRefusal(request.Message));
        _refusals.Note(fault, request.Message);
        _queues.Answer(request.Ticket, GpioStatus.Error, 0);
        _trace?.Answered(GpioStatus.Error, 0);
    }

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
        _refusals.Hear(operation);
        bool delivered = operation.Ask != ChipAsk.Tell
            && Apply(LineInput.ChipAnswered(operation.Serial, operation.Outcome,
                operation.Ask == ChipAsk.Read ? operation.Level : operation.Mapping.Edges.Level));
        _chip.Keep(operation);
        return delivered;
    }

    private void Late(DeadlinePassed message)
    {
        Apply(LineInput.DeadlinePassed(message.Ticket));
        if (_inbox.TakeLate(message.Ticket, out var late)) Refuse(late, LineRefusal.Late);
        Pump();
    }

    private void Control(ControlLine message)
    {
        _store.Rules = _store.Rules with { IrqNegotiated = message.IrqNegotiated };
        if (message.Kind is LineInputKind.RequestsForgotten or LineInputKind.Reset) _inbox.Clear();
        if (message.Kind == LineInputKind.Reset) _refusals.TellAllAgain();
        Apply(LineInput.Of(message.Kind));
        Pump();
        _owed.Tell(Sender, new Controlled(Line, message.Round));
    }

    private void Back()
    {
        if (_store.Mapping is not { } mapping) return;                            // from the chip line before
        Apply(LineInput.ChipBack(mapping.Edges.Level));
        _inbox.IsHeld = IsForbidden;
        TakenIf(_refusals.OfChip is not null, _refusals.OfChip);
        _owed.ChipKnown();
        Pump();
    }

    private void Lost()
    {
        if (_store.Mapping is null) return;
        _refusals.TellAgain(LineRefusal.ChipAway);
        Apply(LineInput.Of(LineInputKind.ChipLost));
        _inbox.IsHeld = IsForbidden;
        if (_store.Taking is not null)
        {
            WishOnly();
            Pump();
        }

        _owed.ChipKnown();
    }

    /// <returns>true = a buffer went out VALID.</returns>
    private bool Apply(in LineInput input)
    {
        if (_store.State.Muted != _queues.InterruptsHeld) Mute();
        uint watch = _store.State.Generation;
        var decision = _store.State.Decide(input, _store.Rules);
        _store.Commit(decision.Next);
        if (decision.Next.Generation != watch) _store.Due.Rewatched(decision.Next.Latched);
        var answered = decision.Ask == ChipAsk.Nothing ? null : _chip.Ask(decision);
        if (decision.Returns) Return(decision.Buffer, decision.Irq);
        if (decision.Next.Muted) AwaitInterrupt();

        if (decision.Next.Withheld && decision.Replies) _enabledAt = _queues.Flushes;
        if (decision.AwaitsPublication) _queues.AwaitPublication(Self);
        if (decision.Replies) Reply(decision.Request, decision.Status, decision.Value, decision.Refusal);
        bool delivered = decision.Returns && decision.Irq == IrqStatus.Valid;
        return (answered is not null && Conclude(answered)) || delivered;
    }

    private void Reply(Ticket ticket, GpioStatus status, byte value, LineRefusal refusal)
    {
        if (refusal != LineRefusal.None)
        {
            _refusals.Note(refusal, _inbox.Current.Message);
            if (_store.State.Unheeded) _refusals.SayUnheeded();
        }

        _trace?.Answered(status, value);
        _queues.Answer(ticket, status, value);
    }
}
