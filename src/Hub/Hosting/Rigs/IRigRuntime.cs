using GpioHub.Actors.Contract;
using GpioHub.Hub.Hosting.Sockets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.Records;
using Microsoft.Extensions.DependencyInjection;

namespace GpioHub.Hub.Hosting.Rigs;

/// <summary>A runtime of a rig: chips, guests and their sockets. The host starts it before it opens the control socket.</summary>
internal interface IRigRuntime
{
    /// <summary>Makes every guest's socket listen, and registers an <see cref="IRig"/> and the hosted services that start it; starts
    /// nothing else.</summary>
    /// <remarks>
    /// If the rig cannot run, this or the services' <c>StartAsync</c> throws (<see cref="Transports.Native.SocketInUseException"/>,
    /// <see cref="IOException"/>), and the program ends with that message. Their <c>StopAsync</c> ends every session and releases every
    /// line.
    /// </remarks>
    void Register(IServiceCollection services, RigStart start);

    /// <summary>Starts a rig like its own, whose turns are recorded or not, for a rehearsal before the first guest comes; null = there is
    /// none.</summary>
    Func<Polling, bool, PrivateRig>? RehearsalStage => null;
}

/// <summary>What a runtime is to run.</summary>
/// <param name="GuestSocket">The one guest's socket was inherited (<c>--fd</c>, VU-56); null = every guest listens at its path.</param>
/// <param name="Verbose">Every vhost-user message and every request of a guest is logged.</param>
internal sealed record RigStart(RigPlan Plan, InheritedGuestSocket? GuestSocket, bool Verbose = false)
{
    /// <summary>What lets another process follow this one.</summary>
    public Keeping Keeping { get; init; } = Keeping.None;

    /// <summary>Sockets at which a service manager listens for this process.</summary>
    public GivenSockets Given { get; init; } = GivenSockets.None;

    /// <summary>Called when guests are served.</summary>
    public Action Up { get; init; } = () => { };

    /// <summary>Who would go on if this process ended.</summary>
    public IKeeperStatus Keeper { get; init; } = NoKeeper.Instance;

    /// <summary>What the process before had in force, which has this plan; null = there was none.</summary>
    public PlanImage? Before { get; init; }
}
