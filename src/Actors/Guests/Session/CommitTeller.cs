using Akka.Actor;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Guests;

/// <summary>Tells an actor that the turn is committed in which it asked for this.</summary>
internal sealed class CommitTeller(IActorRef actor, object message) : IReactorWork
{
    public void Execute() => actor.Tell(message, ActorRefs.NoSender);
}
