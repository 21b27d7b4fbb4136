using Akka.Actor;

namespace ActorRuntime.Tests.Support;

/// <summary>Passes what it receives on to a probe; watches the refs that it is sent; says when it has stopped.</summary>
internal sealed class Recorder : UntypedActor
{
    private readonly IActorRef _probe;

    public Recorder(IActorRef probe) => _probe = probe;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case IActorRef subject:
                Context.Watch(subject);
                _probe.Tell("watching");
                break;
            case Terminated:
                Unhandled(message);
                break;
            default:
                _probe.Tell(message);
                break;
        }
    }

    protected override void PostStop() => _probe.Tell("stopped");
}
