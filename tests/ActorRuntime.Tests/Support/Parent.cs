using Akka.Actor;

namespace ActorRuntime.Tests.Support;

/// <summary>Creates children on request, supervises them as it is told.</summary>
internal sealed class Parent : ReceiveActor
{
    private readonly SupervisorStrategy _strategy;

    public Parent(SupervisorStrategy strategy)
    {
        _strategy = strategy;
        Receive<Create>(c => Sender.Tell(Context.ActorOf(c.Props, c.Name)));
        Receive<StopChild>(s => Context.Stop(s.Child));
        Receive<string>(s => s == "children", _ => Sender.Tell(Context.GetChildren().Count()));
    }

    internal sealed record Create(Props Props, string? Name = null);

    internal sealed record StopChild(IActorRef Child);

    protected override SupervisorStrategy SupervisorStrategy() => _strategy;
}
