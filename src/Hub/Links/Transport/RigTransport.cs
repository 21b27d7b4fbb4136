using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote.Transport;

namespace GpioHub.Hub.Links.Transport;

/// <summary>Hands to the transport that Akka.NET makes what its actor system was made with.</summary>
/// <param name="listen">An address of this machine.</param>
internal sealed class RigSetup(RigGate gate, IPEndPoint listen) : Setup
{
    public RigGate Gate => gate;

    public IPEndPoint Listen => listen;
}

/// <summary>Akka.Remote's way to other hosts: TCP, with TLS or on loopback without. Turns a host's name into where it listens. Source:
/// LK-15 … LK-17.</summary>
/// <remarks>
/// Frames are those of Akka.Remote's own transport over TCP. That one, DotNetty, hands each message to a thread of its own, both ways, and
/// has no maintainer any more. Here whoever writes writes to the socket, and whoever reads has what it read decoded and in the door.
/// </remarks>
internal sealed class RigTransport : Akka.Remote.Transport.Transport, IDisposable
{
    private const int Backlog = 64;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly RigGate _gate;
    private readonly IPEndPoint _listen;
    private readonly Socket _listener;
    private readonly Address _local;
    private volatile bool _isOver;

    /// <param name="settings">Akka.NET's; there are none.</param>
    public RigTransport(ActorSystem system, Config settings)
    {
        var setup = system.Settings.Setup.Get<RigSetup>().Value;
        (System, Config, _gate) = (system, settings, setup.Gate);
        SchemeIdentifier = _gate.Self.Transport;
        _local = new Address(SchemeIdentifier, system.Name, _gate.Self.Host, Wire.RigAddress.Port);
        _listen = setup.Listen;
        _listener = new Socket(_listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
    }

    public override long MaximumPayloadBytes => FrameReader.MostBytes;

    public override bool IsResponsibleFor(Address remote) => true;

    public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen()
    {
        var listener = new TaskCompletionSource<IAssociationEventListener>(TaskCreationOptions.RunContinuationsAsynchronously);
        _listener.Bind(_listen);
        _listener.Listen(Backlog);
        listener.Task.ContinueWith(ready => new Thread(() => Accept(ready.Result)) { IsBackground = true, Name = "link-listen" }.Start(),
            CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        return Task.FromResult((_local, listener));
    }

    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        var way = await _gate.WayToAsync(remoteAddress.Host);
        var socket = new Socket(way.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        var handle = new RigHandle(socket, _local, remoteAddress, _gate, way);
        var connected = new TaskCompletionSource<AssociationHandle>(TaskCreationOptions.RunContinuationsAsynchronously);
        _gate.Connections.Connects(handle);
        handle.Start(connected.SetResult, connected.SetException);         // Akka.Remote tries again, and tells its listeners why
        return await connected.Task;
    }

    public override Task<bool> Shutdown()
    {
        Dispose();
        _gate.Connections.CloseAll();
        return Task.FromResult(true);
    }

    public void Dispose()
    {
        _isOver = true;
        _listener.Dispose();
    }

    private void Accept(IAssociationEventListener listener)
    {
        while (!_isOver)
        {
            Socket? socket = null;
            try
            {
                socket = _listener.Accept();
                Arrived(socket, listener);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OutOfMemoryException)
            {
                // The listener is closed; or who has knocked is gone; or this process has no descriptor or no thread left, for now.
                socket?.Dispose();
                if (!_isOver) Thread.Sleep(Pause);
            }
        }
    }

    private void Arrived(Socket socket, IAssociationEventListener listener)
    {
        var from = (IPEndPoint)socket.RemoteEndPoint!;
        var remote = new Address(SchemeIdentifier, System.Name, from.Address.ToString(), from.Port);
        var handle = new RigHandle(socket, _local, remote, _gate, way: null);
        _gate.Connections.Arrived(handle);
        // Who does not agree on TLS has been told, or has gone.
        handle.Start(ready => listener.Notify(new InboundAssociation(ready)), failed: _ => { });
    }
}
