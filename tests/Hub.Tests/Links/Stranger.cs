using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using GpioHub.Actors.Links;
using GpioHub.Hub.Links.Transport;
using GpioHub.Hub.Links.Wire;
using GpioHub.Transports.Reactor;

namespace GpioHub.Hub.Tests.Links;

/// <summary>Somebody who has connected to bench-b without TLS, and sends what the test says.</summary>
internal sealed class Stranger : IDisposable
{
    private readonly TcpClient _client = new();

    /// <param name="mostFrames">That it may bring a second; null = as in a hub.</param>
    public Stranger(ILinkDoor door, IReactor reactor, int? mostFrames = null)
    {
        var plan = WiredHub.Plan("bench-b", 4053, ("bench-a", 4054));
        Gate = new RigGate(new RigAddress("bench-b", isEncrypted: false), new RigPeers(plan), door, new LinkTroubles(), reactor)
        {
            MostFrames = mostFrames ?? Allowance.Frames,
        };
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _client.Connect((IPEndPoint)listener.LocalEndpoint);
        var address = new Address("rig.tcp", RigAddress.System, "127.0.0.1", 1);
        Accepted = listener.AcceptSocket();
        Handle = new RigHandle(Accepted, address, address, Gate, way: null);
    }

    public RigGate Gate { get; }

    /// <summary>Bench-b's end.</summary>
    public Socket Accepted { get; }

    public RigHandle Handle { get; }

    /// <summary>Its own end.</summary>
    public NetworkStream Stream => _client.GetStream();

    public static byte[] Framed(byte[] content) => [.. BitConverter.GetBytes(content.Length), .. content];

    public void Come(byte[] content) => Stream.Write(Framed(content));

    public void Shutdown(SocketShutdown how) => _client.Client.Shutdown(how);

    public void Dispose() => _client.Dispose();
}
