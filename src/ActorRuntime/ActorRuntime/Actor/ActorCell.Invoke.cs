using Akka.Dispatch.SysMsg;
using Akka.Event;
using SysTerminate = Akka.Dispatch.SysMsg.Terminate;

namespace Akka.Actor;

public sealed partial class ActorCell
{
    private Queue<SystemMessage> _putAside;     // null: nothing ever was

    private enum Readiness { Normal, Suspended, WaitingForChildren }

    /// <summary>Handles one user message. An exception becomes a failure of this actor.</summary>
    internal void Invoke(in Envelope envelope)
    {
        object message = envelope.Message;
        bool influencesReceiveTimeout = message is not INotInfluenceReceiveTimeout;
        try
        {
            CurrentMessage = message;
            CurrentEnvelopeId++;
            Sender = envelope.Sender;
            if (influencesReceiveTimeout) CancelReceiveTimeout();

            if (message is IAutoReceivedMessage) AutoReceive(message);
            else ReceiveMessage(message);
            CurrentMessage = null;
        }
        catch (Exception cause)
        {
            HandleInvokeFailure(cause);
        }
        finally
        {
            CheckReceiveTimeout(influencesReceiveTimeout);
        }
    }

    internal void ReceiveMessage(object message) => Actor.CallAroundReceive(_behaviour, message);

    internal void AutoReceive(object message)
    {
        switch (message)
        {
            case Terminated t:
                ReceivedTerminated(t);
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case PoisonPill:
                ((IInternalActorRef)Self).Stop();
                break;
            case ActorSelectionMessage s:
                s.Deliver(this);
                break;
            case Identify i:
                Sender.Tell(new ActorIdentity(i.MessageId, Self), Self);
                break;
        }
    }

    internal void SystemInvoke(SystemMessage message)
    {
        var before = GetReadiness();
        InvokeOrPutAside(message, before);

        // What was put aside has its turn as soon as the actor is readier than before.
        for (var now = GetReadiness(); now < before && _putAside is { Count: > 0 } && !IsTerminated; now = GetReadiness())
        {
            before = now;
            for (int i = _putAside.Count; i > 0; i--) InvokeOrPutAside(_putAside.Dequeue(), GetReadiness());
        }
        if (IsTerminated) _putAside?.Clear();
    }

    private Readiness GetReadiness() =>
        _children.IsWaiting ? Readiness.WaitingForChildren : Mailbox.IsSuspended ? Readiness.Suspended : Readiness.Normal;

    private void InvokeOrPutAside(SystemMessage message, Readiness readiness)
    {
        if ((readiness == Readiness.WaitingForChildren && message.WaitsForChildren) || (readiness == Readiness.Suspended && message.WaitsForResume))
        {
            (_putAside ??= new Queue<SystemMessage>()).Enqueue(message);
            return;
        }
        try
        {
            Handle(message);
        }
        catch (Exception cause)
        {
            HandleInvokeFailure(cause);
        }
    }

    private void Handle(SystemMessage message)
    {
        switch (message)
        {
            case ActorTask t: RunTask(t); break;
            case Failed f: HandleFailed(f); break;
            case DeathWatchNotification n: WatchedActorTerminated(n); break;
            case Create c: Create(c.Failure); break;
            case Watch w: AddWatcher(w.Watcher); break;
            case Unwatch u: _watchedBy.Remove(u.Watcher); break;
            case Recreate r: FaultRecreate(r.Cause); break;
            case Suspend: FaultSuspend(); break;
            case Resume r: FaultResume(r.CausedByFailure); break;
            case SysTerminate: Terminate(); break;
            case Supervise s: Supervise(s); break;
            default: throw new NotSupportedException($"Unknown message {message.GetType().Name}");
        }
    }

    private void RunTask(ActorTask task)
    {
        CurrentMessage = task.Message;
        if (task.Failure is null)
        {
            task.Scheduler.Run(task.Task);
            CurrentMessage = null;
            return;
        }
        Dispatcher.Resume(this); // ends the suspension of RunTask; the failure brings its own
        HandleInvokeFailure(task.Failure);
    }

    private void Supervise(Supervise message)
    {
        if (_children.Init(message.Child) is null)
            Publish(new Debug(PathString, ActorType, $"received Supervise from unregistered child {message.Child}, this will not end well"));
        else if (message is { Async: true, Child: LocalActorRef child })
            child.Cell.Start();
    }

    private void Create(Exception failure)
    {
        if (failure is not null) throw failure;
        try
        {
            Actor = NewActor();
            UseThreadContext(Actor.AroundPreStart);
            CheckReceiveTimeout();
        }
        catch (Exception e)
        {
            if (Actor is not null)
            {
                ClearActor();
                Actor = null; // so that a restart knows that creation failed
            }
            throw new ActorInitializationException(Self, "Exception during creation", e);
        }
    }
}
