using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>A path where no actor is: user messages become dead letters, watching it is answered at once.</summary>
public class EmptyLocalActorRef : MinimalActorRef
{
    private readonly EventStream _eventStream;

    public EmptyLocalActorRef(IActorRefProvider provider, ActorPath path, EventStream eventStream)
    {
        Provider = provider;
        Path = path;
        _eventStream = eventStream;
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }

    public override bool IsTerminated => true;

    public override void SendSystemMessage(ISystemMessage message) => SpecialHandle(message, Provider.DeadLetters);

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is null) throw new InvalidMessageException("Message is null");
        if (message is DeadLetter d)
        {
            SpecialHandle(d.Message, d.Sender);
            return;
        }
        if (!SpecialHandle(message, sender))
            _eventStream.Publish(new DeadLetter(message, sender.IsNobody() ? Provider.DeadLetters : sender, this));
    }

    /// <summary>Answers what must be answered even where nobody is. True if nothing is left to do.</summary>
    protected virtual bool SpecialHandle(object message, IActorRef sender)
    {
        switch (message)
        {
            case Watch w:
                if (w.Watchee.Equals(this) && !w.Watcher.Equals(this)) AnswerWatch(w);
                return true;
            case SystemMessage:
                return true;
            case Identify i:
                sender?.Tell(new ActorIdentity(i.MessageId, null), ActorRefs.NoSender);
                return true;
            case ActorSelectionMessage s:
                if (s.Message is Identify inner)
                    sender?.Tell(new ActorIdentity(inner.MessageId, null), ActorRefs.NoSender);
                else
                    _eventStream.Publish(new DeadLetter(s.Message, sender.IsNobody() ? Provider.DeadLetters : sender, this));
                return true;
            case IDeadLetterSuppression suppressed:
                _eventStream.Publish(new SuppressedDeadLetter(suppressed, sender.IsNobody() ? Provider.DeadLetters : sender, this));
                return true;
            default:
                return false;
        }
    }

    private protected static void AnswerWatch(Watch watch) =>
        watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, ExistenceConfirmed: false, AddressTerminated: false));
}

/// <summary>Where messages to stopped actors end: they are published on the event stream.</summary>
public class DeadLetterActorRef : EmptyLocalActorRef
{
    private readonly EventStream _eventStream;

    public DeadLetterActorRef(IActorRefProvider provider, ActorPath path, EventStream eventStream)
        : base(provider, path, eventStream) => _eventStream = eventStream;

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is null) throw new InvalidMessageException("Message is null");
        switch (message)
        {
            case Identify i:
                sender?.Tell(new ActorIdentity(i.MessageId, ActorRefs.Nobody), ActorRefs.NoSender);
                break;
            case DeadLetter d:
                if (d.Message is IDeadLetterSuppression s) _eventStream.Publish(new SuppressedDeadLetter(s, d.Sender, d.Recipient));
                else if (!SpecialHandle(d.Message, d.Sender)) _eventStream.Publish(d);
                break;
            default:
                if (!SpecialHandle(message, sender))
                    _eventStream.Publish(new DeadLetter(message, sender.IsNobody() ? Provider.DeadLetters : sender, this));
                break;
        }
    }

    protected override bool SpecialHandle(object message, IActorRef sender)
    {
        if (message is not Watch w) return base.SpecialHandle(message, sender);
        if (!w.Watchee.Equals(this) && !w.Watcher.Equals(this)) AnswerWatch(w);
        return true;
    }
}

/// <summary>The parent of ask refs, <c>/temp</c>.</summary>
internal sealed class TempContainer : MinimalActorRef
{
    public TempContainer(IActorRefProvider provider, ActorPath path)
    {
        Provider = provider;
        Path = path;
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }
}

/// <summary>What stands above the root guardian: learns of its end, takes its failures.</summary>
internal sealed class RootSupervisor : MinimalActorRef
{
    private readonly TaskCompletionSource _terminated;
    private readonly Action<Exception> _onFailure;

    public RootSupervisor(IActorRefProvider provider, ActorPath path, TaskCompletionSource terminated, Action<Exception> onFailure)
    {
        Provider = provider;
        Path = path;
        _terminated = terminated;
        _onFailure = onFailure;
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }

    public override void SendSystemMessage(ISystemMessage message)
    {
        switch (message)
        {
            case Failed f:
                _onFailure(f.Cause);
                ((IInternalActorRef)f.Child).Stop();
                break;
            case DeathWatchNotification:
                _terminated.TrySetResult();
                break;
        }
    }
}
