using Akka.Event;

namespace Akka.Actor;

/// <summary>Asks a guardian to stop one of its children.</summary>
internal sealed record StopChild(IActorRef Child);

/// <summary>The parent of top-level actors (<c>/user</c>). Takes no messages.</summary>
internal sealed class GuardianActor : UntypedActor
{
    private readonly SupervisorStrategy _strategy;

    public GuardianActor(SupervisorStrategy strategy) => _strategy = strategy;

    protected override SupervisorStrategy SupervisorStrategy() => _strategy;

    protected override void OnReceive(object message)
    {
        if (message is StopChild stop) Context.Stop(stop.Child);
        else Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
    }
}

/// <summary>The parent of the runtime's own actors (<c>/system</c>). Ends when <c>/user</c> has ended and the loggers have written what they have.</summary>
internal sealed class SystemGuardianActor : UntypedActor
{
    private readonly IActorRef _userGuardian;
    private readonly Func<IReadOnlyCollection<IActorRef>> _retireLoggers;
    private readonly HashSet<IActorRef> _writing = [];

    public SystemGuardianActor(IActorRef userGuardian, Func<IReadOnlyCollection<IActorRef>> retireLoggers)
    {
        _userGuardian = userGuardian;
        _retireLoggers = retireLoggers;
    }

    protected override void PreStart() => Context.Watch(_userGuardian);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Terminated t when t.ActorRef.Equals(_userGuardian):
                RetireLoggers();
                StopWhenAllIsWritten();
                break;
            case Terminated t:
                _writing.Remove(t.ActorRef);
                StopWhenAllIsWritten();
                break;
            case StopChild stop:
                Context.Stop(stop.Child);
                break;
            default:
                Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
                break;
        }
    }

    private void StopWhenAllIsWritten()
    {
        if (_writing.Count == 0) Context.Stop(Self);
    }

    private void RetireLoggers()
    {
        foreach (var logger in _retireLoggers())
        {
            _writing.Add(Context.Watch(logger));
            logger.Tell(PoisonPill.Instance); // behind the events that it has still to write
        }
    }
}

/// <summary>The root. Ends when <c>/system</c> has ended, and with it the tree.</summary>
internal sealed class RootGuardianActor : UntypedActor
{
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IActorRef systemGuardian:
                Context.Watch(systemGuardian);
                break;
            case Terminated:
                Context.Stop(Self);
                break;
        }
    }
}
