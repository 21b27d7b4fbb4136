using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Lines;
using GpioHub.Actors.Testing;
using GpioHub.Rules.Lines;
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
internal sealed partial class GuestActor : CrashableActor, IWithTimers
{
    private const string NamePrefix = "guest-";

    /// <summary>How often a child may fail within <see cref="RestartWindow"/> before all of the guest restarts. Our limit.</summary>
    private const int MostRestarts = 20;

    private static readonly TimeSpan RestartWindow = TimeSpan.FromSeconds(1);

    private readonly GuestWiring _wiring;
    private readonly GuestQueues _queues;
    private readonly GuestTurn _turn;
    private readonly GuestTimers _timers = new();
    private readonly GuestLog _log;
    private readonly GuestLines _lines;
    private readonly GuestSession _session;
    private readonly GuestSteps _steps;
    private readonly IdleRings _idle;
    private readonly StoppedRings _stopped;
    private readonly RingStarts _starts;
    private readonly GuestRings _rings;
    private readonly GuestConnection _connection;
    private readonly GuestSocket _socket;
    private readonly GuestAdoption _adoption;
    private readonly RequestDeadline _deadline;
    private IActorRef? _closer;
    private bool _closedConnected;
    private GuestState _said;

    public GuestActor(GuestWiring wiring)
        : base(wiring.Crashes)
    {
        (_wiring, _queues, _turn) = (wiring, wiring.Queues, wiring.Turn);
        _log = new GuestLog(Context.GetLogger().WithContext(LogSubject.Guest, Id), wiring.Clock, _timers);
        _lines = new GuestLines(_queues);
        _session = new GuestSession(wiring);
        _steps = new GuestSteps(_session, _lines, _turn, _queues, wiring.Reactor);
        _idle = new IdleRings(_session, _steps, _timers, _log);
        _stopped = new StoppedRings(wiring, _session, _steps, _timers, _log);
        _starts = new RingStarts(wiring, _session, _idle, _timers, _log);
        _rings = new GuestRings(wiring, _session, _steps, _starts, _idle, _stopped);
        _connection = new GuestConnection(wiring, _session, _steps, _rings, _timers, _log, new ReadyTeller(Self, Readable.Instance),
            new CommitTeller(Self, SessionCommitted.Instance))
        {
            StepBefore = StepBefore,
        };
        _socket = new GuestSocket(wiring, _log, new ReadyTeller(Self, Connectable.Instance));
        _adoption = new GuestAdoption(wiring, _session, _connection, _rings, _stopped, _log);
        _deadline = new RequestDeadline(_queues, _lines, _timers, wiring.Clock);
        _steps.CarryOut = new SessionEffects(_session, _connection, _rings, _stopped, _steps, _log).CarryOut;
        _steps.OnIdle = Idle;
        Receive<Readable>(_ => _connection.Read());
        Receive<SessionCommitted>(_ => _connection.Committed());
        Receive<Connectable>(_ =>
        {
            _connection.Accept();
            SayState();
        });
        Receive<LineProtocol.Controlled>(_steps.Answered);
        Receive<Flushed>(_ => _steps.Flushed());
        Receive<Outstanding>(_ => _deadline.Arm());
        Receive<OverLimit>(_ => ArmLimit());
        Receive<RingBroken>(message => _rings.Broken(message.Ring, message.Reason));
        Receive<RingKicked>(message => _rings.Kicked(message.Ring));
        Receive<MemoryLost>(_ => _connection.EndIfMemoryIsLost());
        Receive<GuestTimer>(Fired);
        Receive<Describe>(_ => Sender.Tell(Snapshot()));
        Receive<Count>(_ => Sender.Tell(GuestTotals.Of(_wiring, _session.Current, _starts.HasNoDriver)));
        Receive<CloseDown>(message => CloseDown(message, Sender));
        Receive<Hold>(message => HoldFor(message, Sender));
        Receive<GoOn>(GoOn);
        Receive<Release>(message => ReleaseFor(message, Sender));
        Receive<Rewire>(message => RewireFor(message, Sender));
        Receive<Reshape>(message => ReshapeFor(message, Sender));
        Receive<Settle>(message => SettleFor(message, Sender));
        Receive<LeaveSocket>(message => LeaveSocketFor(message, Sender));
        Receive<Listen>(message => _socket.ListenAt(message.Endpoint));
        Receive<ListenAgain>(ListenAgain);
        Receive<GetReady>(message => ReadyFor(message, Sender));
        Receive<LineProtocol.Moved>(LineMoved);
        Receive<Terminated>(child => throw new InvalidOperationException($"{child.ActorRef.Path.Name} failed for good"));
    }

    public ITimerScheduler Timers
    {
        get => _timers.Scheduler;
        set => _timers.Scheduler = value;
    }

    private string Id => _wiring.Plan.Id;

    /// <summary>Name of the actor of the guest with this id.</summary>
    internal static string NameOf(string id) => NamePrefix + id;

    /// <summary>Id of the guest whose actor this is; the actor's name if it is no guest's.</summary>
    internal static string IdOf(IActorRef guest) =>
        guest.Path.Name.StartsWith(NamePrefix, StringComparison.Ordinal) ? guest.Path.Name[NamePrefix.Length..] : guest.Path.Name;

    public static Props PropsFor(GuestWiring wiring) => Props.Create<GuestActor>(wiring).WithDispatcher(wiring.Dispatcher);

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        maxNrOfRetries: MostRestarts, withinTimeRange: RestartWindow,
        localOnlyDecider: failure => failure is ActorInitializationException ? Directive.Stop : Directive.Restart);

    protected override void PreStart()
    {
        _queues.Renew();
        _queues.Limits.Forget();
        _queues.Limits.Resume();
        foreach (var store in _wiring.Stores) store.Commit(store.State.Renewed());
        _queues.EventQueue = Child(EventQueueActor.PropsFor(_queues, _wiring.Crashes), "eventq");
        _queues.RequestQueue = Child(RequestQueueActor.PropsFor(_queues, _wiring.Crashes), "requestq");
        StartLines();
        _turn.Guest = Self;
        _wiring.Reactor.Join(_turn);
        if (_adoption.TryTake()) _steps.Begin(GoOn, Listen);
        else
        {
            _steps.Begin(() => _steps.ToLines(LineInputKind.RequestsForgotten), () => _steps.ToLines(LineInputKind.EventqDropped),
                () => _steps.ToLines(LineInputKind.PinsReleased), Listen);
        }
    }

    protected override void PostStop()
    {
        _connection.Dispose();
        _wiring.Kept?.End();
        _socket.Unwatch();
        _wiring.Reactor.Leave(_turn);
    }

    private IActorRef Child(Props props, string name) => Context.Watch(Context.ActorOf(props.WithDispatcher(_wiring.Dispatcher), name));

    private void StartLines()
    {
        string shape = _wiring.Shapes == 0 ? "" : $"-{_wiring.Shapes}";
        _lines.Put([.. _wiring.Stores.Select((store, line) =>
            Child(LineActor.PropsFor(store, _queues, _wiring.Crashes), $"line-{line}{shape}"))], _wiring.Stores);
    }

    private int GoOn()
    {
        _rings.GoOn();
        return GuestSteps.WaitsForNothing;
    }

    private int Listen()
    {
        _socket.Watch();
        _connection.StartAdmitted();
        if (_wiring.Endpoint.TakeConnection() is { } handedOver) _connection.Start(handedOver);
        return GuestSteps.WaitsForNothing;
    }

    private void Fired(GuestTimer timer)
    {
        switch (timer)
        {
            case GuestTimer.Deadline:
                _deadline.Expire();
                break;
            case GuestTimer.Limit:
                _turn.PassTime();
                ArmLimit();
                break;
            case GuestTimer.HeldBack:
                _log.SayHeldBack();
                break;
            case GuestTimer.Silent when _session.Current is not null:
                _connection.SaySilent();
                break;
            case GuestTimer.NoDriver when _session.Current is not null:
                _starts.SayNoDriver();
                SayState();
                break;
            case GuestTimer.Kicked:
                _idle.StartKicked();
                break;
            case GuestTimer.Idle:
                _idle.SayIdle();
                break;
            case GuestTimer.Partial:
                _connection.EndIfPartial();
                break;
            case GuestTimer.Stopped or GuestTimer.Look when _connection.OwesMessage:
                _stopped.Later(timer);
                break;
            case GuestTimer.Stopped:
                _steps.Begin(_stopped.LetGoInTime);
                break;
            case GuestTimer.Look:
                _stopped.Look();
                break;
        }
    }

    private void ArmLimit()
    {
        if (_queues.Limits.NextNs is not { } next) return;
        var left = TimeSpan.FromTicks((next - _wiring.Clock.NowNs + TimeSpan.NanosecondsPerTick - 1) / TimeSpan.NanosecondsPerTick);
        _timers.Start(GuestTimer.Limit, left > GuestTimers.Shortest ? left : GuestTimers.Shortest);
    }

    /// <summary>Everything in hand is done: what waited for it comes next, then the next message.</summary>
    private void Idle()
    {
        _session.Memory.ReleaseRetired();
        if (_connection.EndIfMemoryIsLost()) return;
        if (_connection.IsEnding)
        {
            _connection.Release();
            SayState();
            if (_wiring.Pending is not null && _closer is null)
            {
                _steps.Begin(AskForShape);
                return;
            }
        }

        SayState();
        _connection.Settle(_adoption.Describe);
        _steps.DoWhatWaited();
        _idle.Look();
        if (_closer is { } closer)
        {
            closer.Tell(new Closed(_closedConnected));
            (_closer, _connection.IsClosed) = (null, false);
        }
        else
        {
            _connection.Watch(true);
            _connection.Admit();
        }
    }

    private void CloseDown(CloseDown message, IActorRef closer)
    {
        _closedConnected = _session.Current is not null;
        (_closer, _connection.IsClosed) = (closer, true);
        _socket.Unwatch();
        if (_session.Current is not null && !_connection.IsEnding) _connection.End(message.Why, normal: true);
        else if (!_steps.Busy) _steps.Begin(() => _steps.ToLines(LineInputKind.PinsReleased));
    }

    /// <summary>Writes the guest's state to the log, if it has changed.</summary>
    private void SayState()
    {
        var state = GuestSnapshots.Presence(_session.Current, _starts.HasNoDriver);
        if (state == _said) return;
        _said = state;
        _wiring.Log.Note(new GuestNote(Id, state), _wiring.Clock.NowNs);
    }

    private GuestSnapshot Snapshot() =>
        GuestSnapshots.Of(_wiring, _session.Current, _connection.Peer, _starts.HasNoDriver, _stopped.Snapshot());
}
