using Akka.Actor;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Guests;

/// <summary>A handler that tells an actor that a descriptor is ready; the actor handles it in the same turn.</summary>
internal sealed class ReadyTeller(IActorRef actor, object message) : IReadyHandler
{
    public void OnReady(EpollEvents events) => actor.Tell(message, ActorRefs.NoSender);
}
