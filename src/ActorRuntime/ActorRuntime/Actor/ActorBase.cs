using Akka.Event;

namespace Akka.Actor;

public interface IInternalActor
{
    IActorContext ActorContext { get; }
}

/// <summary>Set up after its constructor, before PreStart.</summary>
internal interface IInitializableActor
{
    void Init();
}

/// <summary>An actor: handles one message at a time, owns its state, fails to its parent.</summary>
public abstract class ActorBase : IInternalActor
{
    private IActorRef _clearedSelf;
    private bool _cleared;
    private SupervisorStrategy _strategy;

    /// <exception cref="ActorInitializationException">constructed by hand: actors come from ActorOf</exception>
    protected ActorBase()
    {
        if (ActorCell.Current is not { } cell)
            throw new ActorInitializationException($"You cannot create an instance of {GetType()} explicitly using the constructor (new). Use ActorOf(Props).");
        Cell = cell;
        if (this is IWithTimers timing) timing.Timers = new TimerScheduler(cell);
        cell.Become(Receive);
    }

    /// <exception cref="NotSupportedException">no message is being handled on this thread</exception>
    protected static IActorContext Context =>
        ActorCell.Current ?? throw new NotSupportedException(
            "There is no active ActorContext, this is most likely due to use of async operations from within this actor.");

    IActorContext IInternalActor.ActorContext =>
        ActorCell.Current ?? throw new NotSupportedException("There is no active ActorContext.");

    protected IActorRef Self => _cleared ? _clearedSelf : Cell.Self;

    /// <summary>Who sent the message in hand. Copy it before anything asynchronous.</summary>
    protected IActorRef Sender => Cell.Sender;

    protected static Receive EmptyReceive { get; } = _ => false;

    internal SupervisorStrategy StrategyFromProps { get; set; }

    internal SupervisorStrategy Strategy => _strategy ??= StrategyFromProps ?? SupervisorStrategy();

    private ActorCell Cell { get; }

    internal void CallAroundReceive(Receive receive, object message) => AroundReceive(receive, message);

    internal void Clear(IActorRef self)
    {
        _cleared = true;
        _clearedSelf = self;
    }

    /// <summary>Every user message passes here; a timer's message is checked against its timer first.</summary>
    protected virtual bool AroundReceive(Receive receive, object message)
    {
        if (message is TimerMessage timer)
        {
            switch ((this as IWithTimers)?.Timers is TimerScheduler timers ? timers.Intercept(timer) : null)
            {
                case null:
                    return true; // cancelled, or of an earlier incarnation
                case IAutoReceivedMessage automatic:
                    Cell.AutoReceive(automatic);
                    return true;
                case var inner:
                    Cell.CurrentMessage = inner; // what a stash would take
                    message = inner;
                    break;
            }
        }
        bool handled = receive(message);
        if (!handled) Unhandled(message);
        return handled;
    }

    protected abstract bool Receive(object message);

    /// <summary>A message that no handler took. Published; a Terminated is a failure.</summary>
    protected virtual void Unhandled(object message)
    {
        if (message is Terminated terminated) throw new DeathPactException(terminated.ActorRef);
        Context.System.EventStream.Publish(new UnhandledMessage(message, Sender, Self));
    }

    protected void Become(Receive receive) => Context.Become(receive);

    protected void BecomeStacked(Receive receive) => Context.BecomeStacked(receive);

    protected void UnbecomeStacked() => Context.UnbecomeStacked();

    protected void SetReceiveTimeout(TimeSpan? timeout) => Context.SetReceiveTimeout(timeout);

    /// <summary>How failures of children are dealt with.</summary>
    protected virtual SupervisorStrategy SupervisorStrategy() => Actor.SupervisorStrategy.DefaultStrategy;

    /// <summary>Before the first message.</summary>
    protected virtual void PreStart() { }

    /// <summary>After the last message; on a restart too, by way of PreRestart.</summary>
    protected virtual void PostStop() { }

    /// <summary>On the failed instance. By default stops all children, then calls PostStop.</summary>
    /// <param name="message">the message that failed; null if it was none</param>
    protected virtual void PreRestart(Exception reason, object message)
    {
        foreach (var child in Context.GetChildren())
        {
            Context.Unwatch(child);
            Context.Stop(child);
        }
        PostStop();
    }

    /// <summary>On the new instance. By default calls PreStart.</summary>
    protected virtual void PostRestart(Exception reason) => PreStart();

    public virtual void AroundPreStart() => PreStart();

    public virtual void AroundPostStop()
    {
        (this as IWithTimers)?.Timers?.CancelAll();
        PostStop();
    }

    public virtual void AroundPreRestart(Exception cause, object message)
    {
        (this as IWithTimers)?.Timers?.CancelAll();
        PreRestart(cause, message);
    }

    public virtual void AroundPostRestart(Exception cause, object message) => PostRestart(cause);
}

/// <summary>An actor with one method for every message.</summary>
public abstract class UntypedActor : ActorBase
{
    protected static new IUntypedActorContext Context => (IUntypedActorContext)ActorBase.Context;

    protected sealed override bool Receive(object message)
    {
        OnReceive(message);
        return true;
    }

    protected abstract void OnReceive(object message);

    protected void RunTask(Action action) => Dispatch.ActorTaskScheduler.RunTask(action);

    /// <summary>Suspends the mailbox until <paramref name="action"/> has ended.</summary>
    protected void RunTask(Func<Task> action) => Dispatch.ActorTaskScheduler.RunTask(action);

    protected void Become(UntypedReceive receive) => Context.Become(receive);

    protected void BecomeStacked(UntypedReceive receive) => Context.BecomeStacked(receive);
}
