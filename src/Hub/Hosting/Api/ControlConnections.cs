using System.Net;
using System.Net.Sockets;
using GpioHub.Hub.Hosting.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting.Api;

/// <summary>Kestrel's way to the connections of the control sockets; those of TCP come through its own.</summary>
internal sealed class ControlConnections(ApiListeners listeners, ILoggerFactory logs) : IConnectionListenerFactory,
    IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => endpoint is UnixDomainSocketEndPoint && listeners.At(endpoint.ToString()) is not null;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new(new Listening(endpoint, listeners.At(endpoint.ToString())!,
            new SocketConnectionContextFactory(new SocketConnectionFactoryOptions(), logs.CreateLogger("control"))));

    private sealed class Listening(EndPoint endpoint, ControlSocket socket, SocketConnectionContextFactory connections)
        : IConnectionListener
    {
        public EndPoint EndPoint => endpoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            await socket.AcceptAsync() is { } client ? connections.Create(client) : null;

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            socket.End();
            return default;
        }

        public ValueTask DisposeAsync()
        {
            connections.Dispose();
            return default;
        }
    }
}
