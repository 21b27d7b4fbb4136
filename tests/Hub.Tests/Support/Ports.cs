using System.Net;
using System.Net.Sockets;

namespace GpioHub.Hub.Tests.Support;

internal static class Ports
{
    /// <summary>A port of loopback that nobody listens on now; for a rig's file, which cannot ask for any port.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
