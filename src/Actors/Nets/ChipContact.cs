using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Wires;

namespace GpioHub.Actors.Nets;

/// <summary>The chip's actor as the nets reach it, and its log. Both are new whenever the actor starts. Chip's reactor only.</summary>
internal sealed class ChipContact(ChipNets nets)
{
    public IActorRef Actor { get; private set; } = ActorRefs.Nobody;

    public ILoggingAdapter Log { get; private set; } = NoLogger.Instance;

    public void Renew(IActorRef actor, ILoggingAdapter log) => (Actor, Log) = (actor, log);

    public void Tell(object message) => Actor.Tell(message, ActorRefs.NoSender);

    public ILoggingAdapter LogOf(Net net) => Log.WithContext(LogSubject.Line, nets.AddressOf(net));

    public void SayHeldBack(LogThrottle throttle)
    {
        if (throttle.TakeHeldBack() is > 0 and var count)
            Log.Warning("{Count} lines were held back; at most {Most} a second are written", count, LogThrottle.LinesPerSecond);
    }
}
