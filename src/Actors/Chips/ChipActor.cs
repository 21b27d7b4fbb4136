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
/// port is opened again with exponential backoff for ever, then every wish is applied. What it does with operations and edges is its <see cref="ChipDesk"/>'s.
/// Children: none. A bug that throws restarts it on the same desk and <see cref="ChipNets"/>, the operation in hand answered.
/// </remarks>
public sealed class ChipActor : FaultableActor, IWithTimers
{
    private static readonly TimeSpan FirstReopen = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LastReopen = TimeSpan.FromSeconds(10);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ChipDesk _desk;
    private readonly ChipNets _nets;
    private readonly ChipHealth _health;

    public ChipActor(ChipDesk desk, IFaultPlan faults)
        : base(faults)
    {
        (_desk, _nets, _health) = (desk, desk.Nets, desk.Health);
        _desk.Staff(Self, _log);
        Receive<LineOperation>(Begin);
        Receive<Attach>(AttachLine);
        Receive<SetStimulus>(Stimulate);
        Receive<Describe>(_ => Sender.Tell(Snapshot()));
        Receive<Settle>(_ => Sender.Tell(Settled.Instance));
        Receive<Subscribe>(AddSubscriber);
        Receive<Unsubscribe>(message => _health.Subscribers.RemoveAll(entry => entry.Subscription == message.Subscription));
        Receive<PortAnswered>(message => _desk.Finish(message.Operation, message.Outcome));
        Receive<PortOpened>(_ => Opened());
        Receive<PortLost>(message => Lost(message.Reason));
        Receive<HardwareChanged>(message => _desk.Changed(message.Offset, _nets.Show(message.Offset, message.Level), "hardware"));
        Receive<Reopen>(_ => Open());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props PropsFor(ChipDesk desk, IFaultPlan faults) => Props.Create<ChipActor>(desk, faults);

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
            case LineOperation operation when !Entered:                    // once begun, the desk sees to its answer
                _desk.Refuse(operation);
                break;
            case SetStimulus:
                Sender.Tell(new SetResult(SetStatus.NoAnswer, $"{_nets.Plan.Id}: {reason.Message}"));
                break;
            case Describe or Attach or Settle or Subscribe or Unsubscribe or PortAnswered or PortOpened or PortLost or HardwareChanged:
                Self.Forward(message);                                     // said only once, and harmless twice
                break;
        }
    }

    private void Open()
    {
        _health.State = ChipState.Opening;
        _desk.Port.Open(_nets.Plan, Self);
    }

    private void Opened()
    {
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
        bool known = _health.State == ChipState.Failing;
        if (!known)
        {
            _log.Error("{0}: {1}; its lines answer ERR until it is back", _nets.Plan.Id, reason);
            (_health.State, _health.LastError) = (ChipState.Failing, reason);
            _health.Restarts++;
            ReopenLater();
        }

        // Heard again after a restart it may have been half done: to be abandoned twice changes nothing.
        foreach (var user in _nets.Users)
        {
            _desk.Abandon(user);
            user.Line.Tell(LineProtocol.ChipLost.Instance);
        }
    }

    private void ReopenLater()
    {
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
        if (_desk.Begin(operation)) operation.User.Line.Tell(operation, ActorRefs.NoSender);
    }

    private void Stimulate(SetStimulus message)
    {
        string address = _nets.AddressOf(message.Offset);
        if (_nets.Plan.Lines[message.Offset].Control == ControlAccess.Read)
            Sender.Tell(new SetResult(SetStatus.NotForDriving, $"{address} is not for driving (control: read); to fool its readers: gpiohub fault add {Quoted(address)} stuck-{(message.Level == false ? 0 : 1)}"));
        else if (_health.State != ChipState.Up)
            Sender.Tell(new SetResult(SetStatus.ChipAway, $"{_nets.Plan.Id} is away: {_health.LastError}"));
        else if (message.Level is { } level && _nets.Holder(message.Offset) is { } holder)
            Sender.Tell(new SetResult(SetStatus.Busy, $"{address} is driven by guest {holder.Guest} (exclusive); gpiohub fault add {Quoted(address)} stuck-{(level ? 1 : 0)} overrides"));
        else
        {
            _desk.Changed(message.Offset, _nets.Stimulate(message.Offset, message.Level), "stimulus");
            Sender.Tell(new SetResult(SetStatus.Done, ""));
        }
    }

    private static string Quoted(string address) => address.Contains(' ', StringComparison.Ordinal) ? $"\"{address}\"" : address;

    private void AddSubscriber(Subscribe message)
    {
        var offsets = message.Offsets.ToImmutableHashSet();
        _health.Subscribers.RemoveAll(entry => entry.Subscription == message.Subscription);
        _health.Subscribers.Add(new ChipHealth.Subscriber(offsets, message.Subscription));
        long now = _desk.Environment.Clock.NowNs;
        var sequence = _desk.Environment.Sequence;
        lock (sequence.Publishing)
        {
            foreach (int offset in message.Offsets)
            {
                message.Subscription.Publish(new LineEvent(sequence.Next(), new ChipLineAddress(_nets.Plan.Id, offset),
                    LineEventKind.Snapshot, _nets.Level(offset), now, "", LostBefore: 0));
            }
        }

        Sender.Tell(Subscribed.Instance);
    }

    private ChipSnapshot Snapshot() => new(_nets.Plan.Id, _nets.Plan.Driver, _health.State, _health.Restarts, _health.LastError,
        [.. Enumerable.Range(0, _nets.Count).Select(_nets.Snapshot)]);
}
