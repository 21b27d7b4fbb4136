using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>What one actor is to the runtime: its mailbox, its children, its watches, the current instance and behaviour.</summary>
/// <remarks>
/// The cell outlives restarts, the instance does not. Everything here is touched only by the thread that runs the mailbox,
/// but for sending, <see cref="Children"/> (locked) and the start.
/// </remarks>
public sealed partial class ActorCell : IUntypedActorContext
{
    [ThreadStatic]
    private static ActorCell s_current;

    private readonly ActorSystemImpl _system;
    private readonly Stack<Receive> _behaviours = new();
    private Receive _behaviour;
    private ActorTaskScheduler _taskScheduler;
    private volatile bool _started;

    internal ActorCell(ActorSystemImpl system, LocalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef parent)
    {
        _system = system;
        Self = self;
        Props = props;
        Parent = parent;
        Dispatcher = dispatcher;
        Mailbox = new Mailbox(this);
        Mailbox.SystemEnqueue(new Create());
    }

    /// <summary>The cell that runs on this thread; null outside of actors.</summary>
    internal static ActorCell Current
    {
        get => s_current;
        set => s_current = value;
    }

    public ActorSystem System => _system;

    public IActorRef Self { get; }

    public IInternalActorRef Parent { get; }

    IActorRef IActorContext.Parent => Parent;

    public Props Props { get; private set; }

    public IActorRef Sender { get; private set; }

    public MessageDispatcher Dispatcher { get; }

    public object CurrentMessage { get; internal set; }

    /// <summary>The running instance; null before creation and after the end.</summary>
    internal ActorBase Actor { get; private set; }

    internal Mailbox Mailbox { get; }

    internal bool IsTerminated => Mailbox.IsClosed;

    internal bool IsStarted => _started;

    /// <summary>Counts messages, so that a stash can tell one from the next.</summary>
    internal int CurrentEnvelopeId { get; private set; }

    internal ActorTaskScheduler TaskScheduler => _taskScheduler ??= new ActorTaskScheduler(this);

    private Type ActorType => Actor?.GetType() ?? Props.Type ?? GetType();

    private string PathString => Self.Path.ToString();

    /// <summary>The actor that runs on this thread, or none.</summary>
    public static IActorRef GetCurrentSelfOrNoSender() => s_current?.Self;

    /// <summary>The sender of the message that is handled on this thread, or none.</summary>
    public static IActorRef GetCurrentSenderOrNoSender() => s_current?.Sender;

    public IActorRef ActorOf(Props props, string name = null) => MakeChild(props, name, async: false);

    public ActorSelection ActorSelection(string actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, _system, Self);

    public ActorSelection ActorSelection(ActorPath actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, _system);

    public void Become(Receive receive)
    {
        if (_behaviours.Count > 0) _behaviours.Pop();
        Push(receive);
    }

    public void BecomeStacked(Receive receive) => Push(receive);

    public void UnbecomeStacked()
    {
        if (_behaviours.Count > 1) _behaviours.Pop(); // the first one stays
        _behaviour = _behaviours.Peek();
    }

    void IUntypedActorContext.Become(UntypedReceive receive) => Become(Handled(receive));

    void IUntypedActorContext.BecomeStacked(UntypedReceive receive) => BecomeStacked(Handled(receive));

    /// <summary>Lets the mailbox run. Until then what is sent waits in it.</summary>
    internal void Start()
    {
        _started = true;
        Dispatcher.Attach(this);
    }

    /// <summary>Ends an actor that will never start.</summary>
    internal void Abandon()
    {
        Mailbox.BecomeClosed();
        Mailbox.CleanUp();
    }

    internal void SendMessage(object message, IActorRef sender)
    {
        var envelope = new Envelope(message, sender, _system);
        if (_started) Dispatcher.Dispatch(this, envelope);
        else EnqueueUnstarted(envelope);
    }

    internal void SendSystemMessage(SystemMessage message)
    {
        if (_started)
        {
            Dispatcher.SystemDispatch(this, message);
            return;
        }
        Mailbox.SystemEnqueue(message);
        if (_started) Dispatcher.RegisterForExecution(Mailbox, hasMessageHint: false, hasSystemMessageHint: true);
    }

    /// <summary>A message to this actor that cannot be delivered any more.</summary>
    internal void TellDeadLetters(in Envelope envelope)
    {
        if (envelope.Message is DeadLetter) return; // a dead subscriber of dead letters would go round in circles
        _system.DeadLetters.Tell(new DeadLetter(envelope.Message, envelope.Sender, Self), envelope.Sender);
    }

    internal void TellDeadLetters(SystemMessage message)
    {
        switch (message)
        {
            case Watch watch when !watch.Watcher.Equals(Self):
                watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, ExistenceConfirmed: false, AddressTerminated: false));
                break;
            case Supervise { Child: LocalActorRef { IsStarted: false } child }: // created while this actor ended
                child.Cell.Abandon();
                break;
        }
    }

    internal void UseThreadContext(Action action)
    {
        var outer = s_current;
        s_current = this;
        try
        {
            action();
        }
        finally
        {
            s_current = outer;
        }
    }

    internal static long NewUid() => Random.Shared.Next(1, int.MaxValue);     // tells incarnations apart; no secret, and a cryptographic one costs OpenSSL's 5 MB

    private void EnqueueUnstarted(in Envelope envelope)
    {
        Mailbox.Enqueue(envelope);
        if (_started) Dispatcher.RegisterForExecution(Mailbox, hasMessageHint: true, hasSystemMessageHint: false);
    }

    private void Push(Receive receive)
    {
        _behaviours.Push(receive);
        _behaviour = receive;
    }

    private static Receive Handled(UntypedReceive receive) => message =>
    {
        receive(message);
        return true;
    };

    private ActorBase NewActor()
    {
        ActorBase created = null;
        UseThreadContext(() =>
        {
            _behaviours.Clear();
            created = Props.NewActor();
            ActorPlugins.AfterCreation(created, this);
            (created as IInitializableActor)?.Init();
            created.StrategyFromProps = Props.SupervisorStrategy;
        });
        return created;
    }

    /// <summary>The instance has had its day: it is disposed if it wants that, and forgets who it was.</summary>
    private void ClearActor()
    {
        if (Actor is { } actor)
        {
            try
            {
                (actor as IDisposable)?.Dispose();
            }
            catch (Exception e)
            {
                Publish(new Error(e, PathString, actor.GetType(), $"An error occurred while disposing {actor.GetType()} actor. Reason: {e.Message}"));
            }
            actor.Clear(_system.DeadLetters);
        }
        CurrentMessage = null;
        _behaviours.Clear();
        _behaviour = null;
    }

    private void Publish(LogEvent logEvent) => _system.EventStream.Publish(logEvent);
}
