using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Hosting.Logging;
using GpioHub.Actors;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Control;
using GpioHub.Actors.Faults;
using GpioHub.Actors.Hub;
using GpioHub.Actors.Reactors;
using GpioHub.Transports.Reactor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting;

/// <summary>Runs a rig with actors on one reactor: sockets first, then the reactor and the actors; the pins are released before they end.</summary>
internal sealed class RigRuntime : IRigRuntime
{
    private const string Dispatcher = "reactor-0";

    private static readonly Config Hocon = ConfigurationFactory.ParseString("""
        akka {
          loglevel = INFO
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
        }
        """);

    public void Register(IServiceCollection services, RigStart start)
    {
        var sockets = GuestSockets.Listen(start);
        services.AddSingleton(start);
        services.AddSingleton(_ => sockets);     // made here, and closed with the services
        services.AddSingleton<RigParts>();
        services.AddSingleton<IHub>(provider => provider.GetRequiredService<RigParts>().Hub);
        services.AddHostedService<ReactorLast>();
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
        private EpollReactor? _reactor;
        private Actors.Hub.Hub? _hub;

        public Actors.Hub.Hub Hub => _hub ?? throw new InvalidOperationException("the rig is not up");

        public async Task StartAsync(ActorSystem system, IActorRegistry registry)
        {
            var log = logs.CreateLogger("hub");
            _reactor = new EpollReactor((cause, what) => HubLog.TurnFailed(log, what, cause), PollingChoice.Of(start.Plan.Hub.Poll, reactors: 1, Environment.ProcessorCount));
            ReactorConfigurator.Register(system, Dispatcher, _reactor);
            _reactor.Start(Dispatcher);
            var wiring = new RigWiring(start.Plan, _reactor, Dispatcher, SystemClock.Instance, NoFaults.Instance, sockets.Endpoints, _ => new SimulatedPort());
            _hub = await Actors.Hub.Hub.StartAsync(system, wiring, CancellationToken.None);
            registry.Register<HubActor>(_hub.Root);
        }

        public void Dispose()
        {
            _reactor?.Dispose();
            sockets.Dispose();
        }
    }

    /// <summary>Registered first, so stopped last.</summary>
    private sealed class ReactorLast(RigParts parts) : IHostedService
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
