using Akka.Actor;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Guests;

/// <summary>The kick descriptor of a ring. It asks for the guest's intake in the same turn, with no actor in between, and empties the
/// descriptor unless that is an eventfd.</summary>
internal sealed class RingKick(int ring, GuestQueues queues, GuestTurn turn, IReactor reactor) : IReadyHandler
{
    private readonly QueueProtocol.RingKicked _message = new(ring);
    private NotifyFd? _kick;

    /// <summary>The guest's actor has a message about a kick before it.</summary>
    public bool Told { get; set; }

    public void OnReady(EpollEvents events)
    {
        if (_kick is null) return;
        if (_kick.Kind != FdKind.EventFd && _kick.Drain() == DrainResult.Gone) Unwatch();
        if (queues.Open[ring]) reactor.RequestIntake(turn);
        else Tell();
    }

    /// <summary>Watches this descriptor instead of the present one.</summary>
    /// <param name="kick">null = none.</param>
    public void Watch(NotifyFd? kick)
    {
        Unwatch();
        _kick = kick;
        if (kick is null) return;
        // Every write of an eventfd is an edge, whatever its counter says. So nobody needs to read it.
        var events = kick.Kind == FdKind.EventFd ? EpollEvents.In | EpollEvents.EdgeTriggered : EpollEvents.In;
        reactor.Watch(kick, events, this);
        reactor.RequestIntake(turn);                      // VU-23: the kick may have come before
    }

    public void Unwatch()
    {
        if (_kick is not null) reactor.Unwatch(_kick);
        _kick = null;
    }

    public override string ToString() => $"kick {ring}";

    private void Tell()
    {
        if (Told) return;
        Told = true;
        turn.Guest.Tell(_message, ActorRefs.NoSender);
    }
}
