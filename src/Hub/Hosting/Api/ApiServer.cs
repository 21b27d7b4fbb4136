using GpioHub.Hub.Control.Requests;
using GpioHub.Rules.Plan;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting.Api;

/// <summary>The server of the control API: Kestrel, on the control sockets and on TCP.</summary>
internal static class ApiServer
{
    /// <summary>Has Kestrel serve every listener.</summary>
    /// <param name="room">Clients for which there are descriptors.</param>
    public static void Listen(WebApplicationBuilder builder, ApiListeners listeners, int room)
    {
        // Kestrel goes round and round while it cannot open the descriptor of a connection that waits on TCP.
        int clients = Math.Min(ControlLimits.MaxConnections, room);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ControlLimits.MaxBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = clients;
            // The guard reads Host, which HTTP/2 need not send.
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
            if (listeners.Control is { } control) kestrel.ListenUnixSocket(control.Path, end => Mark(end, Listener.ControlSocket, clients));
            if (listeners.View is { } view) kestrel.ListenUnixSocket(view.Path, end => Mark(end, Listener.ViewSocket, clients));
            if (listeners.Http is { } http) kestrel.Listen(http, end => Mark(end, Listener.At(http), clients));
        });
        builder.Services.AddSingleton<IConnectionListenerFactory>(services =>
            new ControlConnections(listeners, services.GetRequiredService<ILoggerFactory>()));
    }

    /// <summary>Writes the listener onto each of its connections: requests are treated by where they come from. Who only looks may have a
    /// part of the connections, so that who controls finds one.</summary>
    /// <param name="clients">Connections of all listeners.</param>
    private static void Mark(ListenOptions endpoint, Listener listener, int clients)
    {
        int most = listener.Role == ApiRole.Control ? clients : Math.Min(ControlLimits.MaxLookers, Math.Max(1, clients / 3));
        int open = 0;
        endpoint.Use(next => async connection =>
        {
            try
            {
                if (Interlocked.Increment(ref open) > most) return;        // Kestrel closes it
                connection.Features.Set(listener);
                connection.Features.Set(Caller.Of(connection));
                await next(connection);
            }
            finally
            {
                Interlocked.Decrement(ref open);
            }
        });
    }
}
