using Akka.Event;

namespace Akka.Actor;

/// <summary>The parent of top-level actors (<c>/user</c>). Takes no messages.</summary>
internal sealed class GuardianActor : UntypedActor
{
    private readonly SupervisorStrategy _strategy;

    public GuardianActor(SupervisorStrategy strategy) => _strategy = strategy;

    protected override SupervisorStrategy SupervisorStrategy() => _strategy;

    protected override void OnReceive(object message) =>
        Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
}

/// <summary>The parent of the runtime's own actors (<c>/system</c>). Ends when <c>/user</c> has ended.</summary>
internal sealed class SystemGuardianActor : UntypedActor
{
    private readonly IActorRef _userGuardian;
    private readonly Action _loggersStop;

    public SystemGuardianActor(IActorRef userGuardian, Action loggersStop)
    {
        _userGuardian = userGuardian;
        _loggersStop = loggersStop;
    }

    protected override void PreStart() => Context.Watch(_userGuardian);

    protected override void OnReceive(object message)
    {
        if (message is Terminated t && t.ActorRef.Equals(_userGuardian))
        {
            _loggersStop();
            Context.Stop(Self);
        }
        else
        {
            Context.System.DeadLetters.Tell(new DeadLetter(message, Sender, Self), Sender);
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
