using Akka.Actor;

namespace GpioHub.Actors.Tests.AkkaNet.Support;

/// <summary>Makes children on request and restarts those that fail; fails on request, with or without its children.</summary>
internal sealed class Parent : ReceiveActor
{
    private readonly bool _spares;

    /// <param name="spares">Its own restart leaves the children alone, as the hub's actors do.</param>
    public Parent(bool spares)
    {
        _spares = spares;
        Receive<Props>(props => Sender.Tell(Context.ActorOf(props)));
        Receive<string>(_ => throw new InvalidOperationException("fail"));
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    protected override void PreRestart(Exception reason, object message)
    {
        if (!_spares) base.PreRestart(reason, message);
    }
}
