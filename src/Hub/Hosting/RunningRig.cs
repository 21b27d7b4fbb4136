using Akka;
using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Control;
using GpioHub.Actors.Faults;
using GpioHub.Actors.Hub;
using GpioHub.Actors.Reactors;
using GpioHub.Actors.Rigs;
using GpioHub.Transports.Reactor;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting;

/// <summary>A rig's actor system and reactors between start and end, and the order of the end.</summary>
/// <param name="ports">What is below each chip.</param>
internal sealed class RunningRig(
    RigStart start, GuestSockets sockets, ILoggerFactory logs, IHostApplicationLifetime application,
    Func<ChipPlan, IReactor, IChipPort> ports)
    : IHostedService, IDisposable
{
    /// <summary>How long sessions and pins may take to end: SIGTERM is to be obeyed soon.</summary>
    private static readonly TimeSpan ReleaseTime = TimeSpan.FromSeconds(1);

    private readonly Lock _ending = new();
    private ActorSystem? _system;
    private ReactorSet? _reactors;
    private Actors.Hub.Hub? _hub;
    private Task? _released;

    /// <exception cref="InvalidOperationException">It is not up.</exception>
    public IHub Hub => _hub ?? throw new InvalidOperationException("the rig is not up");

    /// <exception cref="InvalidOperationException">It is not up.</exception>
    public ActorSystem System => _system ?? throw new InvalidOperationException("the rig is not up");

    /// <summary>Brings the rig up; when the task is done, every guest can connect.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var log = logs.CreateLogger("hub");
        var plan = start.Plan;
        _system = HubActorSystem.Start(logs, start.Verbose);
        _system.RegisterOnTermination(application.StopApplication);
        ReleaseBeforeTheSystemEnds(_system);
        var polling = PollingChoice.Of(plan.Hub.Poll, plan.Hub.Reactors, Environment.ProcessorCount);
        _reactors = new ReactorSet(plan.Hub.Reactors, (cause, what) => HubLog.TurnFailed(log, what, cause), polling);
        _reactors.Start(_system);
        var placement = ReactorPlacement.Of(plan);
        var wiring = new RigWiring(plan, placement, _reactors.All, SystemClock.Instance, NoFaults.Instance, sockets.Endpoints, ports)
        {
            Bind = sockets.Bind,
        };
        _hub = await Actors.Hub.Hub.StartAsync(_system, wiring, cancellationToken);
    }

    /// <summary>First the sessions and the pins, then the actor system, then its threads: an actor whose reactor
    /// stands still never stops.</summary>
    /// <exception cref="AskTimeoutException">Not within a second: pins may not stand where they should.
    /// Everything else has ended.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReleaseAsync();
        }
        finally
        {
            if (_system is not null) await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClrExitReason.Instance);
            Dispose();
        }
    }

    /// <summary>The reactors' threads end, and no guest's socket listens any longer. Only when the actor system has ended.</summary>
    public void Dispose()
    {
        _reactors?.Dispose();
        sockets.Dispose();
    }

    /// <summary>Ends every session and puts every pin where <c>onRelease</c> says, once: who asks again waits for the same.</summary>
    private Task ReleaseAsync()
    {
        lock (_ending) return _released ??= _hub?.ReleaseAsync(ReleaseTime) ?? Task.CompletedTask;
    }

    /// <summary>The host is not the only one who may end an actor system: whoever does, the actors go last.</summary>
    private void ReleaseBeforeTheSystemEnds(ActorSystem system) => CoordinatedShutdown.Get(system).AddTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind,
        "release pins",
        async () =>
        {
            await ReleaseAsync();
            return Done.Instance;
        });
}
