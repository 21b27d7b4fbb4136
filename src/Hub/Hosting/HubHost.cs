using GpioHub.Actors.Contract;
using GpioHub.Actors.Descriptors;
using GpioHub.Hub.Control;
using GpioHub.Hub.Control.Recordings;
using GpioHub.Hub.Control.Reload;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Hosting.Api;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Hub.Succession;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;
using Microsoft.AspNetCore.Builder;
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
    /// <param name="takeovers">For <c>/v1/takeover</c>; null = there is no keeper.</param>
    public static IHost Build(
        IRigRuntime rig, RigStart start, ApiListeners listeners, IConfigChecker checker, Serilog.ILogger logs,
        Func<IServiceProvider, TakeoverDesk>? takeovers = null)
    {
        if (!listeners.Any)
        {
            var bare = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "gpiohub" });
            AddRig(bare, rig, start, logs);
            AddReloading(bare, checker);
            AddFlightRecorder(bare, start.Plan.Hub.Recorder);
            return bare.Build();
        }

        // The empty builder reads no appsettings.json from the current folder and no ASPNETCORE_ variables:
        // the rig's file is the whole configuration.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "gpiohub" });
        AddRig(builder, rig, start, logs);      // hosted services start in order, and Kestrel's is always last
        AddReloading(builder, checker);
        AddFlightRecorder(builder, start.Plan.Hub.Recorder);
        if (takeovers is not null) builder.Services.AddSingleton(takeovers);
        builder.Services.AddSingleton(start.Keeper);
        ControlApi.AddServices(builder.Services, new ApiSockets(() => listeners.Missing));
        ApiServer.Listen(builder, listeners, DescriptorBudget.Of(start.Plan).Clients(OpenFiles.Limit));

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

    private static void AddFlightRecorder(IHostApplicationBuilder builder, RecorderPlan plan)
    {
        builder.Services.AddSingleton(services => new FlightRecorder(services.GetRequiredService<IRig>, plan,
            plan.Folder ?? StateFolder.OfThisProcess, services.GetService<TimeProvider>() ?? TimeProvider.System,
            services.GetRequiredService<ILoggerFactory>().CreateLogger("hub")));
        builder.Services.AddHostedService(services => services.GetRequiredService<FlightRecorder>());
    }

    private static void AddReloading(IHostApplicationBuilder builder, IConfigChecker checker)
    {
        builder.Services.AddSingleton(checker);
        builder.Services.AddSingleton(services => new Reloader(services.GetRequiredService<IRig>(), checker,
            services.GetRequiredService<ILoggerFactory>().CreateLogger("hub")));
    }
}
