using Akka.Actor;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using static GpioHub.Actors.Guests.QueueProtocol;

namespace GpioHub.Actors.Guests;

/// <content>Kicks of the guest's rings.</content>
public sealed partial class GuestActor
{
    private void WatchKick(int ring, NotifyFd? kick)
    {
        _kicks[ring].Watch(kick);
        if (kick is not null) _wiring.Reactor.RequestIntake(_turn);          // VU-23: the kick may have come before
    }

    /// <summary>The handler of a kick: it asks for this guest's intake in the same turn, with no actor in between. It empties the
    /// descriptor unless that is an eventfd.</summary>
    private sealed class KickHandler(GuestActor guest, int ring) : IReadyHandler
    {
        private readonly RingKicked _message = new(ring);
        private NotifyFd? _kick;

        /// <summary>The guest's actor has a message about a kick before it.</summary>
        public bool Told { get; set; }

        public void OnReady(EpollEvents events)
        {
            if (_kick is null) return;
            if (_kick.Kind != FdKind.EventFd && _kick.Drain() == DrainResult.Gone) Unwatch();
            if (guest._queues.Open[ring]) guest._wiring.Reactor.RequestIntake(guest._turn);
            else Tell();
        }

        private void Tell()
        {
            if (Told) return;
            Told = true;
            guest._turn.Guest.Tell(_message, ActorRefs.NoSender);
        }

        public void Watch(NotifyFd? kick)
        {
            Unwatch();
            _kick = kick;
            if (kick is null) return;
            // Every write of an eventfd is an edge, whatever its counter says. So nobody needs to read it.
            var events = kick.Kind == FdKind.EventFd ? EpollEvents.In | EpollEvents.EdgeTriggered : EpollEvents.In;
            guest._wiring.Reactor.Watch(kick, events, this);
        }

        public void Unwatch()
        {
            if (_kick is not null) guest._wiring.Reactor.Unwatch(_kick);
            _kick = null;
        }

        public override string ToString() => $"kick {ring}";
    }
}
