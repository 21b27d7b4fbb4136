using GpioHub.Actors.Contract;
using GpioHub.Actors.Descriptors;
using GpioHub.Hub.Control;
using GpioHub.Hub.Control.Reload;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Hosting.Api;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;

namespace GpioHub.Hub.Hosting;

/// <summary>Builds the process around a rig: logging, the rig's own services, and Kestrel on the control socket, started in this
/// order.</summary>
internal static class HubHost
{
    /// <param name="checker">For <c>/v1/config/…</c>, and for reloading.</param>
    public static IHost Build(
        IRigRuntime rig, RigStart start, ApiListeners listeners, IConfigChecker checker, Serilog.ILogger logs)
    {
        if (!listeners.Any)
        {
            var bare = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "gpiohub" });
            AddRig(bare, rig, start, logs);
            AddReloading(bare, checker);
            return bare.Build();
        }

        // The empty builder reads no appsettings.json from the current folder and no ASPNETCORE_ variables:
        // the rig's file is the whole configuration.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "gpiohub" });
        AddRig(builder, rig, start, logs);      // hosted services start in order, and Kestrel's is always last
        AddReloading(builder, checker);
        // Kestrel goes round and round while it cannot open the descriptor of a connection that waits on TCP.
        Listen(builder, listeners, Math.Min(ControlLimits.MaxConnections, DescriptorBudget.Of(start.Plan).Clients(OpenFiles.Limit)));

        var app = builder.Build();
        ControlApi.Map(app);
        return app;
    }

    private static void AddRig(IHostApplicationBuilder builder, IRigRuntime rig, RigStart start, Serilog.ILogger logs)
    {
        builder.Services.AddSerilog(logs, dispose: true);
        builder.Services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
        // the hub must end soon after a SIGTERM
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        rig.Register(builder.Services, start);
    }

    private static void AddReloading(IHostApplicationBuilder builder, IConfigChecker checker)
    {
        builder.Services.AddSingleton(checker);
        builder.Services.AddSingleton(services => new Reloader(services.GetRequiredService<IHub>(), checker,
            services.GetRequiredService<ILoggerFactory>().CreateLogger("hub")));
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
                await next(connection);
            }
            finally
            {
                Interlocked.Decrement(ref open);
            }
        });
    }

    private static void Listen(WebApplicationBuilder builder, ApiListeners listeners, int clients)
    {
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
}
