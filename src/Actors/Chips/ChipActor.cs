using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Control;
using GpioHub.Actors.Faults;
using GpioHub.Actors.Lines;
using GpioHub.Actors.Rigs;
using GpioHub.Transports.Virtio.Gpio;
using static GpioHub.Actors.Chips.ChipProtocol;

namespace GpioHub.Actors.Chips;

/// <summary>Owns one chip: its port and its nets. A driver error is a state of it, not an exception.</summary>
/// <remarks>
/// A failed operation is an answer; a lost device is <c>Away(attempt, until)</c>: everything outstanding and new fails at once, wishes are kept, the
/// port is opened again with exponential backoff for ever, then every wish is applied. Children: none. A bug that throws restarts it on the
/// same <see cref="ChipNets"/>, the operation in hand answered as refused.
/// </remarks>
public sealed class ChipActor : FaultableActor, IWithTimers
{
    private static readonly TimeSpan FirstReopen = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LastReopen = TimeSpan.FromSeconds(10);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ChipNets _nets;
    private readonly ChipHealth _health;
    private readonly IChipPort _port;
    private readonly ChipEnvironment _environment;
    private readonly LogThrottle _throttle = new();

    public ChipActor(ChipNets nets, ChipHealth health, IChipPort port, ChipEnvironment environment, IFaultPlan faults)
        : base(faults)
    {
        (_nets, _health, _port, _environment) = (nets, health, port, environment);
        Receive<LineOperation>(Begin);
        Receive<Attach>(AttachLine);
        Receive<SetStimulus>(Stimulate);
        Receive<Describe>(_ => Sender.Tell(Snapshot()));
        Receive<Subscribe>(AddSubscriber);
        Receive<Unsubscribe>(message => _health.Subscribers.RemoveAll(entry => entry.Subscription == message.Subscription));
        Receive<PortAnswered>(message => Finish(message.Operation, message.Outcome));
        Receive<PortOpened>(_ => Opened());
        Receive<PortLost>(message => Lost(message.Reason));
        Receive<HardwareChanged>(message => Changed(message.Offset, _nets.Show(message.Offset, message.Level), "hardware"));
        Receive<Reopen>(_ => Open());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props PropsFor(ChipNets nets, ChipHealth health, IChipPort port, ChipEnvironment environment, IFaultPlan faults) =>
        Props.Create<ChipActor>(nets, health, port, environment, faults);

    protected override void PreStart()
    {
        if (_health.State == ChipState.Absent) Open();
        else if (_health.State is ChipState.Failing or ChipState.Opening) Timers.StartSingleTimer(Reopen.Instance, Reopen.Instance, FirstReopen);
    }

    protected override void PreRestart(Exception reason, object message)
    {
        base.PreRestart(reason, message);
        switch (message)
        {
            case LineOperation { Answered: false } operation when operation.User.AtChip != operation && !operation.User.Waiting.Contains(operation):
                Answer(operation, ChipOutcome.Refused);                    // answered, whatever happened
                break;
            case SetStimulus:
                Sender.Tell(new SetResult(SetStatus.NoAnswer, $"{_nets.Plan.Id}: {reason.Message}"));
                break;
            case Describe or Attach or Subscribe or Unsubscribe or PortAnswered or PortOpened or PortLost or HardwareChanged:
                Self.Forward(message);                                     // said only once, and harmless twice
                break;
        }
    }

    private void Open()
    {
        _health.State = ChipState.Opening;
        _port.Open(_nets.Plan, Self);
    }

    private void Opened()
    {
        if (_health.State == ChipState.Up) return;
        if (_health.Attempt > 0) _log.Info("{0}: up again after {1} attempts", _nets.Plan.Id, _health.Attempt);
        _health.State = ChipState.Up;
        _health.Attempt = 0;
        foreach (var user in _nets.Users)
        {
            bool wishes = user.Watches || user.Drive != Drive.None || user.Desired.Direction != GpioDirection.None;
            if (wishes) Begin(new LineOperation(user) { Ask = ChipAsk.Tell, Desired = user.Desired });      // the device knows nothing of them any more
            user.Line.Tell(LineProtocol.ChipBack.Instance);
        }
    }

    private void Lost(string reason)
    {
        if (_health.State == ChipState.Failing) return;
        _log.Error("{0}: {1}; its lines answer ERR until it is back", _nets.Plan.Id, reason);
        (_health.State, _health.LastError) = (ChipState.Failing, reason);
        _health.Restarts++;
        foreach (var user in _nets.Users)
        {
            if (user.AtChip is { } asked) Answer(asked, ChipOutcome.Gone);
            user.AtChip = null;
            while (user.Waiting.TryDequeue(out var waiting)) Execute(waiting);
            user.Line.Tell(LineProtocol.ChipLost.Instance);
        }

        double factor = Math.Pow(2, Math.Min(_health.Attempt++, 16));
        var delay = TimeSpan.FromTicks(Math.Min(LastReopen.Ticks, (long)(FirstReopen.Ticks * factor)));
        Timers.StartSingleTimer(Reopen.Instance, Reopen.Instance, delay);
    }

    private void AttachLine(Attach message)
    {
        message.User.Line = message.Line;
        if (message.User.Edges.Told) message.Line.Tell(message.User.Edges, ActorRefs.NoSender);   // it may have died in the mailbox of the actor before
        message.Line.Tell(_health.State == ChipState.Up ? LineProtocol.ChipBack.Instance : LineProtocol.ChipLost.Instance);
    }

    private void Begin(LineOperation operation)
    {
        if (operation.User.AtChip is not null) operation.User.Waiting.Enqueue(operation);
        else Execute(operation);
    }

    private void Execute(LineOperation operation)
    {
        var user = operation.User;
        if (_health.State != ChipState.Up)
        {
            if (operation.Ask == ChipAsk.Tell) Commit(operation);          // kept as a wish, applied when the chip is back
            Answer(operation, ChipOutcome.Gone);
            return;
        }

        if (operation.Ask != ChipAsk.Read && _nets.Conflict(user, operation.Desired) is { } holder)
        {
            _health.Conflicts++;
            if (_throttle.Allows(_environment.Clock.NowNs))
                _log.Warning("{0}: wants to drive {1}, which {2} drives (exclusive); answered ERR", user.Guest, AddressOf(user.Address.Offset), holder);
            Answer(operation, ChipOutcome.Refused);
            return;
        }

        var result = _port.Begin(operation, Self);
        if (result == PortResult.Pending) user.AtChip = operation;
        else Complete(operation, result switch { PortResult.Done => ChipOutcome.Done, PortResult.Refused => ChipOutcome.Refused, _ => ChipOutcome.Gone });
    }

    private void Finish(LineOperation operation, ChipOutcome outcome)
    {
        var user = operation.User;
        if (user.AtChip != operation) return;                              // it was answered Gone when the chip was lost
        user.AtChip = null;
        Complete(operation, outcome);
        while (user.AtChip is null && user.Waiting.TryDequeue(out var next)) Execute(next);
    }

    private void Complete(LineOperation operation, ChipOutcome outcome)
    {
        if (outcome == ChipOutcome.Done && operation.Ask != ChipAsk.Read) Commit(operation);
        Answer(operation, outcome);
    }

    private void Commit(LineOperation operation)
    {
        var user = operation.User;
        Changed(user.Address.Offset, _nets.Commit(user, operation.Desired), user.Guest);
    }

    private void Answer(LineOperation operation, ChipOutcome outcome)
    {
        operation.Outcome = outcome;
        operation.Answered = true;
        operation.Level = _nets.Level(operation.User.Address.Offset);
        operation.User.Line.Tell(operation, ActorRefs.NoSender);
    }

    /// <summary>Tells every watcher of the net, whoever caused the change.</summary>
    private void Changed(int offset, bool changed, string cause)
    {
        if (!changed) return;
        bool level = _nets.Level(offset);
        foreach (var user in _nets.UsersOf(offset))
        {
            if (!user.Watches) user.Edges.Level = level;
            else if (user.Edges.Add(level, user.Desired.Generation)) user.Line.Tell(user.Edges, ActorRefs.NoSender);
        }

        long seq = _environment.Sequence.Next();
        if (_health.Subscribers.Count == 0) return;
        string who = cause is "stimulus" or "hardware" ? cause : $"guest {cause}";
        var edge = new LineEvent(seq, new ChipLineAddress(_nets.Plan.Id, offset), level ? LineEventKind.Rising : LineEventKind.Falling,
            level, _environment.Clock.NowNs, who, LostBefore: 0);
        foreach (var entry in _health.Subscribers)
            if (entry.Offsets.Contains(offset)) entry.Subscription.Publish(edge);
    }

    private void Stimulate(SetStimulus message)
    {
        string address = AddressOf(message.Offset);
        if (_nets.Plan.Lines[message.Offset].Control == ControlAccess.Read)
            Sender.Tell(new SetResult(SetStatus.NotForDriving, $"{address} is not for driving (control: read); to fool its readers: gpiohub fault add {Quoted(address)} stuck-{(message.Level == false ? 0 : 1)}"));
        else if (_health.State != ChipState.Up)
            Sender.Tell(new SetResult(SetStatus.ChipAway, $"{_nets.Plan.Id} is away: {_health.LastError}"));
        else if (message.Level is { } level && _nets.Holder(message.Offset) is { } holder)
            Sender.Tell(new SetResult(SetStatus.Busy, $"{address} is driven by guest {holder.Guest} (exclusive); gpiohub fault add {Quoted(address)} stuck-{(level ? 1 : 0)} overrides"));
        else
        {
            Changed(message.Offset, _nets.Stimulate(message.Offset, message.Level), "stimulus");
            Sender.Tell(new SetResult(SetStatus.Done, ""));
        }
    }

    private string AddressOf(int offset) =>
        $"{_nets.Plan.Id}/{_nets.Plan.Lines[offset].Name ?? offset.ToString(System.Globalization.CultureInfo.InvariantCulture)}";

    private static string Quoted(string address) => address.Contains(' ', StringComparison.Ordinal) ? $"\"{address}\"" : address;

    private void AddSubscriber(Subscribe message)
    {
        var offsets = message.Offsets.ToImmutableHashSet();
        _health.Subscribers.RemoveAll(entry => entry.Subscription == message.Subscription);
        _health.Subscribers.Add(new ChipHealth.Subscriber(offsets, message.Subscription));
        long now = _environment.Clock.NowNs;
        foreach (int offset in message.Offsets)
        {
            message.Subscription.Publish(new LineEvent(_environment.Sequence.Next(), new ChipLineAddress(_nets.Plan.Id, offset),
                LineEventKind.Snapshot, _nets.Level(offset), now, "", LostBefore: 0));
        }

        Sender.Tell(Subscribed.Instance);
    }

    private ChipSnapshot Snapshot() => new(_nets.Plan.Id, _nets.Plan.Driver, _health.State, _health.Restarts, _health.LastError,
        [.. Enumerable.Range(0, _nets.Count).Select(_nets.Snapshot)]);
}
