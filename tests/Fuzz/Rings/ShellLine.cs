using GpioHub.Actors.Guests;
using GpioHub.Actors.Lines;
using GpioHub.Fuzz.Support;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Fuzz.Rings;

/// <summary>A line around the production <see cref="LineState"/>, as <see cref="LineActor"/> is one, without an actor system.</summary>
internal sealed class ShellLine(Mailbox mailbox, GuestQueues queues, LineRules rules, Bench bench, int net, Dice? delays) : MailRef(mailbox)
{
    private readonly Queue<LineRequest> _waiting = new();
    private readonly List<(uint Serial, ChipAsk Ask, DesiredLine Desired)> _late = [];
    private bool _drives;

    public LineState State { get; private set; }

    public LineRules Rules { get; set; } = rules;

    /// <summary>Requests that are fetched and not answered.</summary>
    public int Owed => _waiting.Count + (State.OwesAnswer ? 1 : 0);

    public override void Handle(object message)
    {
        if (message is LineWork work) Work(work);
        else if (message is LineProtocol.ReplyPublished) Apply(LineInput.Of(LineInputKind.ReplyPublished));
    }

    public void Sense(bool level)
    {
        if (State.Desired.Irq == IrqType.None && !State.EnablePending) return;
        Apply(LineInput.EdgeSensed(level ? 1 : 0, level ? 0 : 1, level, State.EnablePending ? State.WantedGeneration : State.Generation));
        Pump();
    }

    public void Control(LineInputKind kind)
    {
        if (kind is LineInputKind.RequestsForgotten or LineInputKind.Reset) _waiting.Clear();
        Apply(LineInput.Of(kind));
        Pump();
    }

    public void ChipBack()
    {
        Apply(LineInput.ChipBack(bench[net]));
        Pump();
    }

    /// <summary>The chip goes: what it owed fails.</summary>
    public void ChipLost()
    {
        Apply(LineInput.Of(LineInputKind.ChipLost));
        AnswerLate(ChipOutcome.Gone);
    }

    /// <summary>The chip answers everything that it owes.</summary>
    public void AnswerLate(ChipOutcome outcome)
    {
        var late = _late.ToArray();
        _late.Clear();
        foreach (var (serial, ask, desired) in late) Answer(serial, ask, desired, outcome);
        Pump();
    }

    public void Expire(Ticket ticket)
    {
        Apply(LineInput.DeadlinePassed(ticket));
        if (_waiting.TryPeek(out var next) && next.Ticket == ticket)
        {
            _waiting.Dequeue();
            queues.Answer(ticket, GpioStatus.Error, 0);
        }

        Pump();
    }

    private void Work(LineWork work)
    {
        foreach (var buffer in work.Buffers) Apply(LineInput.BufferQueued(buffer));
        foreach (var request in work.Requests) _waiting.Enqueue(request);
        work.Clear();
        Pump();
    }

    private void Pump()
    {
        while (_waiting.TryPeek(out var next) && (next.Refused ? CanRefuse : State.Accepts(next.Message)))
        {
            _waiting.Dequeue();
            if (next.Refused) queues.Answer(next.Ticket, GpioStatus.Error, 0);
            else Apply(LineInput.Request(next.Ticket, next.Message));
        }
    }

    private bool CanRefuse => State.Operation is ChipOperation.None or ChipOperation.Reapply || State.Overdue;

    private void Apply(in LineInput input)
    {
        var decision = State.Decide(input, Rules);
        State = decision.Next;
        if (decision.Returns) queues.GiveBack(decision.Buffer, decision.Irq);
        if (decision.AwaitsPublication) queues.AwaitPublication(this);
        if (decision.Replies) queues.Answer(decision.Request, decision.Status, decision.Value);
        if (decision.Ask == ChipAsk.Tell) Drive(decision.Desired);
        else if (decision.Ask != ChipAsk.Nothing)
        {
            bool late = delays is not null && delays.OneIn(10), refused = delays is not null && delays.OneIn(20);
            if (late) _late.Add((decision.Serial, decision.Ask, decision.Desired));
            else Answer(decision.Serial, decision.Ask, decision.Desired, refused ? ChipOutcome.Refused : ChipOutcome.Done);
        }
    }

    private void Answer(uint serial, ChipAsk ask, in DesiredLine desired, ChipOutcome outcome)
    {
        if (ask == ChipAsk.Apply && outcome == ChipOutcome.Done) Drive(desired);
        Apply(LineInput.ChipAnswered(serial, outcome, bench[net]));
    }

    private void Drive(in DesiredLine desired)
    {
        bool drives = desired.Direction == GpioDirection.Out && !desired.Released;
        if (drives) bench.Set(net, desired.Value);
        else if (_drives) bench.Set(net, false);                               // the pull
        _drives = drives;
    }
}
