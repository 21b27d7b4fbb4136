using GpioHub.Actors.Guests;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;
using GpioHub.Transports.Records;

namespace GpioHub.Hub.Hosting.Sockets;

/// <summary>The sockets of a rig's guests. They listen before anything else is made: a front-end that connects waits in the backlog, and
/// need not retry.</summary>
internal sealed class GuestSockets : IDisposable
{
    private readonly Dictionary<string, GuestEndpoint> _endpoints = [];
    private readonly List<(GuestPlan Guest, GuestEndpoint Endpoint)> _open = [];

    private readonly GivenSockets _given;

    private GuestSockets(GivenSockets given) => _given = given;

    /// <summary>The endpoints that the rig starts with, by guest.</summary>
    public IReadOnlyDictionary<string, GuestEndpoint> Endpoints => _endpoints;

    /// <param name="inherited">The one guest's socket was inherited; null = every guest listens at its path.</param>
    /// <param name="keeping">What the process before has left is used: a front-end that connects in between waits.</param>
    /// <param name="given">A service manager may listen for some guests already.</param>
    /// <exception cref="SocketInUseException">Another process serves one of them. None listens.</exception>
    /// <exception cref="IOException">One cannot be bound, or its group does not exist. None listens.</exception>
    public static GuestSockets Listen(RigPlan plan, InheritedGuestSocket? inherited, Keeping keeping, GivenSockets given)
    {
        var sockets = new GuestSockets(given);
        try
        {
            foreach (var guest in plan.Guests)
            {
                var endpoint = sockets.Given(guest) ?? Left(guest, keeping) ?? Endpoint(guest, inherited);
                sockets._endpoints[guest.Id] = endpoint;
                sockets._open.Add((guest, endpoint));
            }

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
        var endpoint = Given(guest) ?? Endpoint(guest, inherited: null);
        lock (_open) _open.Add((guest, endpoint));
        return endpoint;
    }

    /// <summary>Makes every socket again whose path somebody has removed or replaced. May block; one call at a time.</summary>
    /// <param name="renew">Gets a guest's id, its new endpoint, and the one that it replaces.</param>
    public void Look(Action<string, GuestEndpoint, GuestEndpoint> renew)
    {
        (GuestPlan Guest, GuestEndpoint Endpoint)[] open;
        lock (_open)
        {
            _open.RemoveAll(one => one.Endpoint.Listener is { IsClosed: true });
            open = [.. _open];
        }

        foreach (var (guest, endpoint) in open)
        {
            if (endpoint.IsInPlace) endpoint.Problem = null;
            else if (TryRenew(guest, endpoint) is { } fresh) renew(guest.Id, fresh, endpoint);
        }
    }

    public void Dispose()
    {
        lock (_open)
            foreach (var (_, endpoint) in _open) endpoint.Dispose();
    }

    private GuestEndpoint? TryRenew(GuestPlan guest, GuestEndpoint gone)
    {
        try
        {
            SocketFolder.Prepare(Path.GetDirectoryName(guest.SocketPath)!);
            var fresh = Bind(guest);
            lock (_open) _open.RemoveAll(one => one.Endpoint == gone);    // whoever gets the new one closes it
            return fresh;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            gone.Problem = $"somebody removed it, and it cannot be made again: {e.Message}";
            return null;
        }
    }

    private GuestEndpoint? Given(GuestPlan guest) =>
        _given.TryServe(guest.SocketPath) is { } listener ? GuestEndpoint.Adopt(listener) : null;

    /// <returns>null = nothing was left, or its path is another's by now.</returns>
    private static GuestEndpoint? Left(GuestPlan guest, Keeping keeping)
    {
        if (keeping.Inherited.Take($"g/{guest.Id}/listen") is not { } left) return null;
        var listener = UnixListener.Resume(left, guest.SocketPath);
        if (listener.IsInPlace) return GuestEndpoint.Adopt(listener);
        listener.Dispose();
        return null;
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

/// <param name="Fd">A connected or listening Unix stream socket, left open by the parent process.</param>
internal sealed record InheritedGuestSocket(string Guest, int Fd);
