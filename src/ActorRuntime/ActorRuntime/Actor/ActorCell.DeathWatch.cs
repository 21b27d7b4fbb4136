using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public sealed partial class ActorCell
{
    private readonly Dictionary<IActorRef, object> _watching = [];   // value: the message of WatchWith, or null
    private readonly Dictionary<IActorRef, object> _terminatedQueued = [];
    private readonly HashSet<IInternalActorRef> _watchedBy = [];

    public IActorRef Watch(IActorRef subject) => StartWatching(subject, null);

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return StartWatching(subject, message);
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var watchee = (IInternalActorRef)subject;
        if (_watching.Remove(watchee)) watchee.SendSystemMessage(new Unwatch(watchee, (IInternalActorRef)Self));
        _terminatedQueued.Remove(watchee); // one that lies in the mailbox is not to be seen
        return watchee;
    }

    /// <summary>Expects a Terminated that was put back from the stash.</summary>
    internal void TerminatedQueuedFor(IActorRef subject, object customMessage) => _terminatedQueued[subject] = customMessage;

    private IInternalActorRef StartWatching(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var watchee = (IInternalActorRef)subject;
        if (!watchee.Equals(Self) && _watching.TryAdd(watchee, message))
            watchee.SendSystemMessage(new Watch(watchee, (IInternalActorRef)Self));
        return watchee;
    }

    private void ReceivedTerminated(Terminated terminated)
    {
        if (_terminatedQueued.Remove(terminated.ActorRef, out object custom)) ReceiveMessage(custom ?? terminated);
    }

    private void WatchedActorTerminated(DeathWatchNotification notification)
    {
        var actor = notification.Actor;
        if (_watching.Remove(actor, out object custom) && !_children.IsTerminating)
        {
            TerminatedQueuedFor(actor, custom);
            Self.Tell(new Terminated(actor, notification.ExistenceConfirmed, notification.AddressTerminated), actor);
        }
        if (_children.Contains(actor)) HandleChildTerminated(actor);
    }

    private void AddWatcher(IInternalActorRef watcher)
    {
        if (!watcher.Equals(Self)) _watchedBy.Add(watcher);
    }

    private void TellWatchersWeDied()
    {
        foreach (var watcher in _watchedBy.Where(w => !w.Equals(Parent))) // the parent knows
            watcher.SendSystemMessage(new DeathWatchNotification(Self, ExistenceConfirmed: true, AddressTerminated: false));
        _watchedBy.Clear();
    }

    private void UnwatchAll()
    {
        foreach (var watchee in _watching.Keys.Cast<IInternalActorRef>())
            watchee.SendSystemMessage(new Unwatch(watchee, (IInternalActorRef)Self));
        _watching.Clear();
        _terminatedQueued.Clear();
    }
}
