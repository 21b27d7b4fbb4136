using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public sealed partial class ActorCell
{
    // Most actors watch nobody and are watched by their parent only; these stand for all their tables and are never written.
    private static readonly Dictionary<IActorRef, object> s_noMessages = [];
    private static readonly HashSet<IInternalActorRef> s_noWatchers = [];

    private Dictionary<IActorRef, object> _watching = s_noMessages;   // value: the message of WatchWith, or null
    private Dictionary<IActorRef, object> _terminatedQueued = s_noMessages;
    private HashSet<IInternalActorRef> _watchedBy = s_noWatchers;

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
    internal void TerminatedQueuedFor(IActorRef subject, object customMessage) => Own(ref _terminatedQueued)[subject] = customMessage;

    private IInternalActorRef StartWatching(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var watchee = (IInternalActorRef)subject;
        if (!watchee.Equals(Self) && Own(ref _watching).TryAdd(watchee, message))
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
        if (watcher.Equals(Self) || watcher.Equals(Parent)) return; // the parent hears of it anyway
        if (ReferenceEquals(_watchedBy, s_noWatchers)) _watchedBy = [];
        _watchedBy.Add(watcher);
    }

    private void TellWatchersWeDied()
    {
        foreach (var watcher in _watchedBy)
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

    private static Dictionary<IActorRef, object> Own(ref Dictionary<IActorRef, object> table) =>
        ReferenceEquals(table, s_noMessages) ? table = [] : table;
}
