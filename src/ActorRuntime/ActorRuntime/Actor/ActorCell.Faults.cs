using System.Runtime.ExceptionServices;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Suspend, resume, restart and stop, as the parent tells; and what a failure here means for the children.</summary>
public sealed partial class ActorCell
{
    /// <summary>Who caused the failure that is being dealt with: this actor, or a child whose failure was escalated.</summary>
    private IActorRef _perpetrator;

    private bool IsFailed => _perpetrator is not null;

    private void FaultSuspend()
    {
        Dispatcher.Suspend(this);
        SuspendChildren();
    }

    private void FaultResume(Exception causedByFailure)
    {
        if (Actor is null)
        {
            Publish(new Error(null, PathString, GetType(), $"Changing Resume into Create after {causedByFailure}"));
            FaultCreate();
            return;
        }
        var perpetrator = _perpetrator;
        Dispatcher.Resume(this);
        if (causedByFailure is not null) _perpetrator = null;
        foreach (var child in _children.All)
            child.Resume(child.Equals(perpetrator) ? causedByFailure : null);
    }

    private void FaultRecreate(Exception cause)
    {
        if (Actor is null)
        {
            Publish(new Error(null, PathString, GetType(), $"Changing Recreate into Create after {cause}"));
            FaultCreate();
        }
        else if (!_children.IsNormal)
        {
            FaultResume(null); // already stopping: keep the suspensions balanced
        }
        else
        {
            var failed = Actor;
            object message = CurrentMessage;
            try
            {
                failed.AroundPreRestart(cause, message);
                ActorPlugins.BeforeEnd(failed);
            }
            catch (Exception e)
            {
                Publish(new Error(new PreRestartException(Self, e, cause, message), PathString, failed.GetType(), e.Message));
            }
            ClearActor();
            if (!_children.WaitFor(new SuspendReason.Recreation(cause))) FinishRecreate(cause);
        }
    }

    private void FinishRecreate(Exception cause)
    {
        var survivors = _children.All;
        try
        {
            Dispatcher.Resume(this);
            _perpetrator = null; // in any case, so that a failure from here on is propagated
            Actor = NewActor();
            UseThreadContext(() => Actor.AroundPostRestart(cause, null));
            foreach (var child in survivors) child.Restart(cause);
        }
        catch (Exception e)
        {
            ClearActor(); // or PreRestart would run again
            HandleInvokeFailure(new PostRestartException(Self, e, cause), survivors);
        }
    }

    /// <summary>A restart of an actor that never came to be.</summary>
    private void FaultCreate()
    {
        SetReceiveTimeout(null);
        CancelReceiveTimeout();
        StopChildren();
        if (!_children.WaitFor(new SuspendReason.Creation())) FinishCreate();
    }

    private void FinishCreate()
    {
        Dispatcher.Resume(this);
        _perpetrator = null;
        try
        {
            Create(failure: null);
        }
        catch (Exception e)
        {
            HandleInvokeFailure(e);
        }
    }

    private void Terminate()
    {
        SetReceiveTimeout(null);
        CancelReceiveTimeout();
        UnwatchAll();
        StopChildren();

        bool wasTerminating = _children.IsTerminating;
        if (!_children.WaitFor(new SuspendReason.Termination()))
        {
            _children.SetTerminated();
            FinishTerminate();
        }
        else if (!wasTerminating)
        {
            Dispatcher.Suspend(this); // no user message while the children stop
            _perpetrator = Self;
        }
    }

    private void FinishTerminate()
    {
        var actor = Actor;
        try
        {
            if (actor is not null)
            {
                actor.AroundPostStop();
                ActorPlugins.BeforeEnd(actor);
            }
        }
        catch (Exception e)
        {
            Publish(new Error(e, PathString, ActorType, e.Message));
        }
        finally
        {
            Dispatcher.Detach(this);
            Parent.SendSystemMessage(new DeathWatchNotification(Self, ExistenceConfirmed: true, AddressTerminated: false));
            TellWatchersWeDied();
            UnwatchAll(); // an emergency stop has not been through Terminate
            ClearActor();
            Actor = null;
            Props = Props.None;
        }
    }

    /// <summary>This actor has failed: nothing runs here or below until the parent has decided.</summary>
    private void HandleInvokeFailure(Exception cause, IReadOnlyCollection<IActorRef> childrenNotToSuspend = null)
    {
        if (IsFailed) return;
        try
        {
            Dispatcher.Suspend(this);
            if (CurrentMessage is Failed failed)
            {
                _perpetrator = failed.Child;
                childrenNotToSuspend = [.. childrenNotToSuspend ?? [], failed.Child];
            }
            else
            {
                _perpetrator = Self;
            }
            SuspendChildren(childrenNotToSuspend);
            Parent.SendSystemMessage(new Failed(Self, cause, Self.Path.Uid));
        }
        catch (Exception e)
        {
            Publish(new Error(e, PathString, ActorType, $"Emergency stop: exception in failure handling for {cause}"));
            StopChildren();
            FinishTerminate();
        }
    }

    /// <summary>A child has failed: the strategy decides. What it does not handle is this actor's own failure.</summary>
    private void HandleFailed(Failed failed)
    {
        CurrentMessage = failed;
        Sender = failed.Child;
        var stats = _children.Find(failed.Child);
        if (stats is null || stats.Uid != failed.Uid)
            Publish(new Debug(PathString, ActorType, $"Dropping Failed({failed.Cause}) from unknown child {failed.Child}"));
        else if (!Actor.Strategy.HandleFailure(this, failed.Child, failed.Cause, stats, _children.Stats))
            ExceptionDispatchInfo.Throw(failed.Cause);
    }

    private void HandleChildTerminated(IActorRef child)
    {
        var ended = _children.Remove(child);
        try
        {
            Actor?.Strategy.HandleChildTerminated(this, child, _children.All);
        }
        catch (Exception e)
        {
            Publish(new Error(e, PathString, ActorType, "HandleChildTerminated failed"));
            HandleInvokeFailure(e);
        }
        switch (ended)
        {
            case SuspendReason.Recreation r: FinishRecreate(r.Cause); break;
            case SuspendReason.Creation: FinishCreate(); break;
            case SuspendReason.Termination: FinishTerminate(); break;
        }
    }

    private void SuspendChildren(IReadOnlyCollection<IActorRef> exceptFor = null)
    {
        foreach (var child in _children.All)
            if (exceptFor?.Contains(child) != true) child.Suspend();
    }

    private void StopChildren()
    {
        foreach (var child in _children.All) Stop(child);
    }
}
