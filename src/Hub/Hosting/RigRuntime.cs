using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Hosting.Logging;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Chips.Gpio;
using GpioHub.Actors.Control;
using GpioHub.Actors.Faults;
using GpioHub.Actors.Hub;
using GpioHub.Actors.Reactors;
using GpioHub.Actors.Rigs;
using GpioHub.Transports.Reactor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting;

/// <summary>Runs a rig with actors on its reactors: sockets first, then the reactors and the actors; the pins are released before they end.</summary>
internal sealed class RigRuntime : IRigRuntime
{
    private static readonly Config Hocon = ConfigurationFactory.ParseString("""
        akka {
          loglevel = INFO
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off    # it would end the actor system on SIGTERM, beside the host and before the pins are released
        }
        """);

    public void Register(IServiceCollection services, RigStart start)
    {
        var sockets = GuestSockets.Listen(start);
        services.AddSingleton(start);
        services.AddSingleton(_ => sockets);     // made here, and closed with the services
        services.AddSingleton<RigParts>();
        services.AddSingleton<IHub>(provider => provider.GetRequiredService<RigParts>().Hub);
        services.AddHostedService<ReactorsLast>();
        services.AddAkka("gpiohub", (builder, provider) => builder
            .AddHocon(Hocon, HoconAddMode.Prepend)
            .AddSetup(new LoggerFactorySetup(provider.GetRequiredService<ILoggerFactory>()))
            .ConfigureLoggers(loggers => loggers.ClearLoggers().AddLogger<HubLogger>())
            .WithActors((system, registry) => provider.GetRequiredService<RigParts>().StartAsync(system, registry)));
        services.AddHostedService<PinsReleasedLast>();
    }

    /// <summary>What lives between start and stop.</summary>
    private sealed class RigParts(RigStart start, GuestSockets sockets, ILoggerFactory logs) : IDisposable
    {
        private ReactorSet? _reactors;
        private Actors.Hub.Hub? _hub;

        public Actors.Hub.Hub Hub => _hub ?? throw new InvalidOperationException("the rig is not up");

        public async Task StartAsync(ActorSystem system, IActorRegistry registry)
        {
            var log = logs.CreateLogger("hub");
            var plan = start.Plan;
            var polling = PollingChoice.Of(plan.Hub.Poll, plan.Hub.Reactors, Environment.ProcessorCount);
            _reactors = new ReactorSet(plan.Hub.Reactors, (cause, what) => HubLog.TurnFailed(log, what, cause), polling);
            _reactors.Start(system);
            var placement = ReactorPlacement.Of(plan);
            var wiring = new RigWiring(plan, placement, _reactors.All, SystemClock.Instance, NoFaults.Instance, sockets.Endpoints, PortOf) { Bind = sockets.Bind };
            _hub = await Actors.Hub.Hub.StartAsync(system, wiring, CancellationToken.None);
            registry.Register<HubActor>(_hub.Root);
        }

        private static IChipPort PortOf(ChipPlan chip, IReactor reactor) =>
            chip.Driver == ChipDriverKind.Sim ? new SimulatedPort() : new GpioChipPort(chip, reactor, GpioBacking.OfThisMachine());

        public void Dispose()
        {
            _reactors?.Dispose();
            sockets.Dispose();
        }
    }

    /// <summary>Registered first, so stopped last.</summary>
    private sealed class ReactorsLast(RigParts parts) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            parts.Dispose();
            return Task.CompletedTask;
        }
    }

    /// <summary>Registered last, so stopped first: the actors are still there to release the pins.</summary>
    private sealed class PinsReleasedLast(RigParts parts) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => parts.Hub.ReleaseAsync(TimeSpan.FromSeconds(1));
    }
}
