using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Lines;
using GpioHub.Actors.Testing;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Native;
using static GpioHub.Actors.Guests.GuestProtocol;
using static GpioHub.Actors.Guests.QueueProtocol;

namespace GpioHub.Actors.Guests;

/// <summary>The actor that owns one guest: its socket, its vhost-user session and its memory map. It is the parent of the guest's queues
/// and lines.</summary>
/// <remarks>
/// A front-end that misbehaves ends its session, and the socket listens again; no other guest notices. Session messages are handled one at
/// a time. The effects of a message are carried out in order, and some wait for lines and flushes.
/// Supervision: queue and line actors restart from what <see cref="GuestWiring"/> keeps. A child that fails twenty times within a second
/// stops; then this actor restarts with all its children, and line states are kept.
/// </remarks>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification =
    "PostStop disposes of them: an actor is stopped, not disposed")]
public sealed partial class GuestActor : FaultableActor, IWithTimers
{
    private const string NamePrefix = "guest-";

    private readonly ILoggingAdapter _log;
    private readonly GuestWiring _wiring;
    private readonly GuestQueues _queues;
    private readonly GuestTurn _turn;
    private IActorRef[] _lines;
    private readonly ReadyTeller _listenerReady;

    public GuestActor(GuestWiring wiring)
        : base(wiring.Faults)
    {
        (_wiring, _queues, _turn) = (wiring, wiring.Queues, wiring.Turn);
        _stoppedMemory = new StoppedMemory(_queues.Requests, _queues.Events);
        _log = Context.GetLogger().WithContext(LogSubject.Guest, Id);
        _lines = new IActorRef[wiring.Slots.Length];
        _listenerReady = new ReadyTeller(Self, Connectable.Instance);
        _connectionReady = new ReadyTeller(Self, Readable.Instance);
        _kicks = [new KickHandler(this, 0), new KickHandler(this, 1)];
        Receive<Readable>(_ => Read());
        Receive<Connectable>(_ => AcceptConnections());
        Receive<LineProtocol.Controlled>(LineAnswered);
        Receive<Flushed>(_ => FlushDone());
        Receive<Outstanding>(_ => ArmDeadline());
        Receive<OverLimit>(_ => ArmLimit());
        Receive<RingBroken>(Broken);
        Receive<RingKicked>(Kicked);
        Receive<MemoryLost>(_ => EndIfMemoryIsLost());
        Receive<GuestTimer>(Fired);
        Receive<Describe>(_ => Sender.Tell(Snapshot()));
        Receive<CloseDown>(message => CloseDown(message, Sender));
        Receive<Hold>(message => HoldFor(message, Sender));
        Receive<GoOn>(GoOn);
        Receive<Release>(message => ReleaseFor(message, Sender));
        Receive<Rewire>(message => RewireFor(message, Sender));
        Receive<Reshape>(message => ReshapeFor(message, Sender));
        Receive<Settle>(message => SettleFor(message, Sender));
        Receive<LeaveSocket>(message => LeaveSocketFor(message, Sender));
        Receive<Listen>(message => ListenAt(message.Endpoint));
        Receive<ListenAgain>(ListenAgain);
        Receive<GetReady>(message => ReadyFor(message, Sender));
        Receive<LineProtocol.Moved>(LineMoved);
        Receive<Terminated>(child => throw new InvalidOperationException($"{child.ActorRef.Path.Name} failed for good"));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private string Id => _wiring.Plan.Id;

    /// <summary>Name of the actor of the guest with this id.</summary>
    internal static string NameOf(string id) => NamePrefix + id;

    /// <summary>Id of the guest whose actor this is; the actor's name if it is no guest's.</summary>
    internal static string IdOf(IActorRef guest) =>
        guest.Path.Name.StartsWith(NamePrefix, StringComparison.Ordinal) ? guest.Path.Name[NamePrefix.Length..] : guest.Path.Name;

    public static Props PropsFor(GuestWiring wiring) => Props.Create<GuestActor>(wiring).WithDispatcher(wiring.Dispatcher);

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        maxNrOfRetries: 20, withinTimeRange: TimeSpan.FromSeconds(1),
        localOnlyDecider: failure => failure is ActorInitializationException ? Directive.Stop : Directive.Restart);

    protected override void PreStart()
    {
        _queues.Renew();
        _queues.Limits.Forget();
        _queues.Limits.Resume();
        foreach (var slot in _wiring.Slots) slot.State = slot.State.Renewed();
        _queues.EventQueue = Child(EventQueueActor.PropsFor(_queues, _wiring.Faults), "eventq");
        _queues.RequestQueue = Child(RequestQueueActor.PropsFor(_queues, _wiring.Faults), "requestq");
        StartLines();
        _turn.Guest = Self;
        _wiring.Reactor.Join(_turn);
        Begin([() => ToLines(LineInputKind.RequestsForgotten), () => ToLines(LineInputKind.EventqDropped),
            () => ToLines(LineInputKind.PinsReleased), Listen]);
    }

    protected override void PostStop()
    {
        ReleaseConnection();
        _next?.Dispose();
        if (_wiring.Endpoint.Listener is { } listener) _wiring.Reactor.Unwatch(listener);
        _wiring.Reactor.Leave(_turn);
    }

    private IActorRef Child(Props props, string name) => Context.Watch(Context.ActorOf(props.WithDispatcher(_wiring.Dispatcher), name));

    private void StartLines()
    {
        string shape = _wiring.Shapes == 0 ? "" : $"-{_wiring.Shapes}";
        _lines = new IActorRef[_wiring.Slots.Length];
        for (int line = 0; line < _lines.Length; line++)
        {
            _lines[line] = Child(LineActor.PropsFor(_wiring.Slots[line], _queues, _wiring.Faults), $"line-{line}{shape}");
            _queues.SetLine(line, _lines[line]);
        }
    }

    private Wait Listen()
    {
        if (_wiring.Endpoint.Listener is { } listener) _wiring.Reactor.Watch(listener, EpollEvents.In, _listenerReady);
        if (_wiring.Endpoint.TakeConnection() is { } handedOver) StartSession(handedOver);
        return Wait.Nothing;
    }

    private void Fired(GuestTimer timer)
    {
        switch (timer)
        {
            case GuestTimer.Deadline:
                ExpireRequests();
                break;
            case GuestTimer.Limit:
                _turn.PassTime();
                ArmLimit();
                break;
            case GuestTimer.HeldBack:
                SayHeldBack();
                break;
            case GuestTimer.Silent when _session is not null:
                _silent = true;
                _log.Warning(
                    "front-end connected ({Peer}) but sent nothing for 2 s; " +
                    "restart the VM (known with QEMU < 9.1 when the hub restarts before the guest boots)",
                    PeerText);
                break;
            case GuestTimer.NoDriver when _session is not null:
                _noDriver = true;
                _log.Info("QEMU is connected, but no guest driver has started the device. " +
                    "Guest still booting, or its kernel lacks CONFIG_GPIO_VIRTIO.");
                break;
            case GuestTimer.Kicked:
                StartKicked();
                break;
            case GuestTimer.Idle:
                SayIdleRings();
                break;
            case GuestTimer.Partial when _connection is { HasPartial: true }:
                EndSession("a message was begun and not finished within 1 s");
                break;
            case GuestTimer.Stopped:
                Begin([LetGoInTime]);
                break;
            case GuestTimer.Look:
                LookAtMemory();
                break;
        }
    }

    /// <summary>Answers requests close to 500 ms old with ERR, so that the hub answers every request in time (HR-05).</summary>
    private void ExpireRequests()
    {
        long late = _wiring.Clock.NowNs - (long)(RequestDeadline - TimerLead).TotalNanoseconds;
        foreach (var chain in _queues.Requests.InFlight)
            if (chain.FetchedNs <= late && chain.Line >= 0) _lines[chain.Line].Tell(new LineProtocol.DeadlinePassed(chain.Ticket));
        ArmDeadline();
    }

    /// <summary>Arms one timer for all requests, not one for each: a timer costs memory, and a timer that is set already fires no later
    /// than any newer request needs.</summary>
    private void ArmDeadline()
    {
        if (Timers.IsTimerActive(DeadlineKey) || _queues.Requests.OldestFetchedNs is not { } oldest) return;
        var left = RequestDeadline - TimerLead - TimeSpan.FromTicks((_wiring.Clock.NowNs - oldest) / TimeSpan.NanosecondsPerTick);
        Timers.StartSingleTimer(DeadlineKey, DeadlineKey, left > ShortestTimer ? left : ShortestTimer);
    }

    private void ArmLimit()
    {
        if (_queues.Limits.NextNs is not { } next) return;
        var left = TimeSpan.FromTicks((next - _wiring.Clock.NowNs + TimeSpan.NanosecondsPerTick - 1) / TimeSpan.NanosecondsPerTick);
        Timers.StartSingleTimer(LimitKey, LimitKey, left > ShortestTimer ? left : ShortestTimer);
    }

    /// <summary>Design, rule 5: Linux 5.15 gives up after 1 s.</summary>
    private static readonly TimeSpan RequestDeadline = TimeSpan.FromMilliseconds(500);

    /// <summary>A timer may come late on a busy machine; the answer must be there before the deadline. Our margin.</summary>
    private static readonly TimeSpan TimerLead = TimeSpan.FromMilliseconds(30);

    /// <summary>Boxed once, because it is needed on the path of a request.</summary>
    private static readonly object DeadlineKey = GuestTimer.Deadline;

    private static readonly object LimitKey = GuestTimer.Limit;

    private static readonly TimeSpan ShortestTimer = TimeSpan.FromMilliseconds(10);
}
