using System.Net;
using System.Net.Sockets;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Links;

/// <summary>Where a hub listens for those of other hosts.</summary>
internal static class ListenAddress
{
    /// <summary>The address of a socket: a numeric one as it is; for a name every IPv4 address of this machine, because on many machines
    /// their own name is 127.0.1.1 to themselves.</summary>
    public static IPEndPoint Of(HostAddress address) => new(
        IPAddress.TryParse(address.Name, out var numeric) ? numeric : IsLocalhost(address.Name) ? IPAddress.Loopback : IPAddress.Any,
        address.Port);

    /// <summary>Only this machine reaches it.</summary>
    public static bool IsLoopback(HostAddress address) => IPAddress.IsLoopback(Of(address).Address);

    /// <summary>Listens there for a moment.</summary>
    /// <exception cref="SocketException">Nobody can.</exception>
    public static void Try(IPEndPoint address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(address);
        socket.Listen(1);
    }

    private static bool IsLocalhost(string name) => name.Equals("localhost", StringComparison.OrdinalIgnoreCase);
}
