using GpioHub.Actors.Guests;
using GpioHub.Actors.Rigs;
using GpioHub.Transports.Native;

namespace GpioHub.Hub.Hosting;

/// <summary>The sockets of a rig's guests. They listen before anything else is made: a front-end that connects waits in the backlog, and
/// need not retry.</summary>
internal sealed class GuestSockets : IDisposable
{
    private readonly Dictionary<string, GuestEndpoint> _endpoints = [];

    private GuestSockets()
    {
    }

    /// <summary>The endpoints, by guest.</summary>
    public IReadOnlyDictionary<string, GuestEndpoint> Endpoints => _endpoints;

    /// <exception cref="SocketInUseException">Another process serves one of them. None listens.</exception>
    /// <exception cref="IOException">One cannot be bound, or its group does not exist. None listens.</exception>
    public static GuestSockets Listen(RigStart start)
    {
        var sockets = new GuestSockets();
        try
        {
            foreach (var guest in start.Plan.Guests) sockets._endpoints[guest.Id] = Endpoint(guest, start.GuestSocket);
            return sockets;
        }
        catch
        {
            sockets.Dispose();
            throw;
        }
    }

    /// <summary>Makes one guest's socket listen while the hub runs. Any thread.</summary>
    /// <exception cref="SocketInUseException">Another process serves it.</exception>
    /// <exception cref="IOException">It cannot be bound, or its group does not exist.</exception>
    public GuestEndpoint Bind(GuestPlan guest)
    {
        var endpoint = Endpoint(guest, inherited: null);
        // an id that comes again must not replace an endpoint that is still to be closed
        lock (_endpoints) _endpoints[$"{guest.Id} {_endpoints.Count}"] = endpoint;
        return endpoint;
    }

    public void Dispose()
    {
        foreach (var endpoint in _endpoints.Values) endpoint.Dispose();
    }

    private static GuestEndpoint Endpoint(GuestPlan guest, InheritedGuestSocket? inherited) => inherited?.Guest == guest.Id
        ? GuestEndpoint.Adopt(InheritedSocket.Adopt(inherited.Fd))
        : GuestEndpoint.Bind(guest, GroupOf(guest));

    private static uint? GroupOf(GuestPlan guest)
    {
        if (guest.SocketGroup is not { } name) return null;
        return Identity.TryFindGroup(name, out uint id)
            ? id
            : throw new IOException($"{guest.Id}: no group \"{name}\" on this machine (socketGroup)");
    }
}
