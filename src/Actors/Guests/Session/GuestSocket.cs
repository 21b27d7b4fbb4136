using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Actors.Guests;

/// <summary>The socket at which a guest's front-end connects: it may move, and be made again when somebody has removed its path.</summary>
internal sealed class GuestSocket(GuestWiring wiring, GuestLog log, IReadyHandler ready)
{
    private readonly IReactor _reactor = wiring.Reactor;

    /// <summary>Begins to listen.</summary>
    public void Watch()
    {
        if (wiring.Endpoint.Listener is not { } listener) return;
        wiring.Kept?.Listen(listener);
        _reactor.Watch(listener, EpollEvents.In, ready);
    }

    /// <summary>Hears of no connection any more.</summary>
    public void Unwatch()
    {
        if (wiring.Endpoint.Listener is { } listener) _reactor.Unwatch(listener);
    }

    /// <summary>Lets go of the socket.</summary>
    public void Leave()
    {
        Unwatch();
        wiring.Kept?.Unlisten();
        wiring.Endpoint.Dispose();
    }

    /// <summary>Listens here.</summary>
    public void ListenAt(GuestEndpoint endpoint)
    {
        wiring.Endpoint = endpoint;
        Watch();
    }

    /// <summary>Listens at a socket that was made again at the path; a front-end that is connected goes on.</summary>
    public void Renew(GuestEndpoint endpoint)
    {
        Leave();
        ListenAt(endpoint);
        log.Say(SessionLogLevel.Warning, $"somebody removed {wiring.Plan.SocketPath}; it was made again");
    }
}
