using Akka.Actor;
using Akka.Hosting;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Chips.Gpio;
using GpioHub.Actors.Control;
using GpioHub.Actors.Rigs;
using GpioHub.Transports.Reactor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting;

/// <summary>The runtime with actors on reactors. It makes the sockets first, then the reactors and the actors; at the end it releases the
/// pins before those end.</summary>
/// <param name="ports">Makes the port of each chip; null = simulations and the chips of this machine.</param>
internal sealed class RigRuntime(Func<ChipPlan, IReactor, IChipPort>? ports = null) : IRigRuntime
{
    public void Register(IServiceCollection services, RigStart start)
    {
        var sockets = GuestSockets.Listen(start);
        services.AddSingleton(start);
        services.AddSingleton(_ => sockets);     // made here, and disposed with the services
        services.AddSingleton(provider => new RunningRig(start, sockets, provider.GetRequiredService<ILoggerFactory>(), ports ?? PortOf));
        services.AddSingleton<IHub>(provider => provider.GetRequiredService<RunningRig>().Hub);
        // Started in this order, stopped in the reverse: first the pins and the sessions, then the actor system, then its threads.
        services.AddHostedService<ThreadsOutlastActors>();
        services.AddAkka(HubActorSystem.Name, _ => { });
        // the later registration counts
        services.AddSingleton(provider => HubActorSystem.Start(provider.GetRequiredService<ILoggerFactory>(), start.Verbose));
        services.AddHostedService<RigService>();
    }

    private static IChipPort PortOf(ChipPlan chip, IReactor reactor) =>
        chip.Driver == ChipDriverKind.Sim ? new SimulatedPort() : new GpioChipPort(chip, reactor, GpioBacking.OfThisMachine());

    /// <summary>The service that ends the threads. Registered first, so stopped last: an actor whose reactor stands still never
    /// stops.</summary>
    private sealed class ThreadsOutlastActors(RunningRig rig) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            rig.Dispose();
            return Task.CompletedTask;
        }
    }

    /// <summary>The service that starts the rig and releases the pins. Registered after Akka.NET's own service, so stopped before it, while
    /// the actors are still there.</summary>
    private sealed class RigService(RunningRig rig, ActorSystem system) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => rig.StartAsync(system);

        public Task StopAsync(CancellationToken cancellationToken) => rig.ReleaseAsync();
    }
}
