using GpioHub.Actors.Chips;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Hosting.Sockets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Reactor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting.Rigs;

/// <summary>The runtime with actors on reactors. Its sockets listen before anything else is made.</summary>
/// <param name="ports">Makes the port of each chip; null = those of <see cref="ChipPorts"/>.</param>
internal sealed class RigRuntime(Func<ChipPlan, IReactor, IChipPort>? ports = null) : IRigRuntime
{
    public Func<Polling, bool, PrivateRig>? RehearsalStage { get; init; }

    public void Register(IServiceCollection services, RigStart start)
    {
        var sockets = GuestSockets.Listen(start.Plan, start.GuestSocket, start.Keeping, start.Given);
        services.AddSingleton(_ => sockets);     // made here, and disposed with the services
        services.AddSingleton(provider => new RunningRig(
            start, sockets, provider.GetRequiredService<ILoggerFactory>(),
            provider.GetRequiredService<IHostApplicationLifetime>(), ports ?? ChipPorts.PortOf));
        services.AddSingleton<IRig>(provider => provider.GetRequiredService<RunningRig>().Hub);
        services.AddHostedService(provider => provider.GetRequiredService<RunningRig>());
    }
}
