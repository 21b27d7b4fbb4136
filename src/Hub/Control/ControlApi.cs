using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Control.Metrics;
using GpioHub.Hub.Control.Recordings;
using GpioHub.Hub.Control.Reload;
using GpioHub.Hub.Control.Replays;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Control.Resources;
using GpioHub.Hub.Succession;
using GpioHub.Hub.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Control;

/// <summary>The control API of one hub, <c>/v1</c>, and the page beside it. Source: IF-3; docs/control-api.md is its reference.</summary>
internal static class ControlApi
{
    /// <summary>Registers what the API has for itself.</summary>
    /// <param name="sockets">Those that it is served on.</param>
    public static void AddServices(IServiceCollection services, ApiSockets sockets)
    {
        services.AddSingleton(sockets);
        services.AddSingleton<SurfaceCounts>();
        services.AddSingleton(made => new ReplayDesk(made.GetRequiredService<IRig>()));
    }

    /// <summary>Maps the API, after <see cref="AddServices"/>; it uses the <see cref="IRig"/> and <see cref="IConfigChecker"/> among the
    /// application's services.</summary>
    public static void Map(WebApplication app)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("hub");
        var time = TimeOf(app.Services);
        var stopping = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var router = new Lazy<ControlRouter>(() =>
        {
            var hub = app.Services.GetRequiredService<IRig>();     // the host has started it by then, because Kestrel starts last
            stopping.Register(app.Services.GetRequiredService<ReplayDesk>().Close);
            var counts = app.Services.GetRequiredService<SurfaceCounts>();
            counts.RecorderBytes = () => hub.Log.Bytes;
            var events = new EventResource(hub, time, counts.CountLagged, stopping);
            return new ControlRouter(hub, [.. PageResources.All, .. Resources(app.Services, events)], log);
        });
        app.Run(http => router.Value.HandleAsync(http));
    }

    /// <summary>Whoever keeps recordings by himself learns the name of this run, as soon as somebody may see it.</summary>
    private static string Named(IServiceProvider services, string life)
    {
        if (services.GetService<FlightRecorder>() is { } recorder) recorder.Life = life;
        return life;
    }

    private static TimeProvider TimeOf(IServiceProvider services) => services.GetService<TimeProvider>() ?? TimeProvider.System;

    /// <summary>Every method of every resource of <c>/v1</c>.</summary>
    public static ImmutableArray<Resource> Resources(IServiceProvider services, EventResource events)
    {
        var hub = services.GetRequiredService<IRig>();
        return
        [
            .. new RigResources(hub, services.GetRequiredService<IKeeperStatus>()).All,
            .. new LineResources(hub).All,
            .. new BusResources(hub).All,
            .. new ValuesResource(hub).All,
            .. new PulseResources(hub).All,
            .. new FaultResources(hub).All,
            .. new ReplayResources(hub, services.GetRequiredService<ReplayDesk>()).All,
            .. new RecordingResources(hub, Named(services, events.Life), TimeOf(services),
                services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping).All,
            .. events.All,
            .. HelpResources.All,
            .. new MetricsResource(hub, services.GetRequiredService<SurfaceCounts>(), services.GetRequiredService<IKeeperStatus>()).All,
            .. new HealthResources(hub, services.GetRequiredService<ApiSockets>()).All,
            .. new TakeoverResource(hub, services.GetService<TakeoverDesk>()).All,
            .. new ConfigResources(hub, services.GetRequiredService<IConfigChecker>(), services.GetRequiredService<Reloader>()).All,
        ];
    }
}
