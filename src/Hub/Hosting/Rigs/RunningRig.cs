using Akka;
using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Descriptors;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Rigs;
using GpioHub.Actors.Testing;
using GpioHub.Hub.Hosting.Sockets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.Recording;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting.Rigs;

/// <summary>A rig's actor system and reactors between start and end, and the order of the end.</summary>
/// <param name="ports">Makes the port of each chip.</param>
internal sealed class RunningRig(
    RigStart start, GuestSockets sockets, ILoggerFactory logs, IHostApplicationLifetime application,
    Func<ChipPlan, IReactor, IChipPort> ports)
    : IHostedService, IDisposable
{
    /// <summary>How long sessions and pins may take to end: a SIGTERM must take effect soon.</summary>
    private static readonly TimeSpan ReleaseTime = TimeSpan.FromSeconds(1);

    /// <summary>Whoever may open more has enough for any rig: then nobody counts.</summary>
    private const int FewFiles = 65_536;

    private readonly Lock _ending = new();
    private ActorSystem? _system;
    private ReactorSet? _reactors;
    private Actors.Rigs.ActorRig? _rig;
    private RigLinks? _links;
    private Task? _starting;
    private Task? _released;

    /// <exception cref="InvalidOperationException">The rig is not up.</exception>
    public IRig Hub => _rig ?? throw new InvalidOperationException("the rig is not up");

    /// <exception cref="InvalidOperationException">The rig is not up.</exception>
    public ActorSystem System => _system ?? throw new InvalidOperationException("the rig is not up");

    /// <summary>Empty before the rig is up.</summary>
    public IReadOnlyCollection<IReactor> Reactors => _reactors?.All ?? [];

    /// <summary>Makes guests' sockets again that somebody has removed. Any thread; one call at a time.</summary>
    public void LookAfterSockets()
    {
        if (_rig is { } rig) sockets.Look(rig.ListenAgain);
    }

    /// <summary>Starts the rig; when the task is done, every guest can connect.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => _starting = StartAsync();

    private async Task StartAsync()
    {
        var log = logs.CreateLogger("hub");
        var plan = start.Plan;
        _system = HubActorSystem.Start(logs, start.Verbose);
        _system.RegisterOnTermination(application.StopApplication);
        ReleaseBeforeTheSystemEnds(_system);
        var polling = PollingChoice.Of(plan.Hub.Poll, plan.Hub.Reactors, Environment.ProcessorCount);
        _reactors = new ReactorSet(plan.Hub.Reactors, (cause, what) => ReactorLog.TurnFailed(log, what, cause), polling,
            start.Keeping.TurnOf);
        _reactors.Start(_system);
        var placement = ReactorPlacement.Of(plan);
        _links = plan.Links is { } links ? new RigLinks(_system, _reactors.All[0], links, logs, start) : null;
        var wiring = new RigWiring(plan, placement, _reactors.All, SystemClock.Instance, NoCrashes.Instance, sockets.Endpoints, ports,
            new EdgeLog(plan.Hub.Reactors, Math.Max(plan.Hub.Recorder.Bytes, EdgeLog.LeastBytes), start.Keeping), start.Keeping,
            _links?.Set)
        {
            Bind = sockets.Bind,
            Plans = start.Keeping.Record is { } record ? new PlanRecord(record) : null,
            Before = start.Before,
        };
        int files = OpenFiles.Limit;
        if (files <= FewFiles) wiring.Room.Bound(files, OpenFiles.Count, Math.Max(1, DescriptorBudget.Of(plan).Most(files)));
        _rig = await Actors.Rigs.ActorRig.StartAsync(_system, wiring, CancellationToken.None);
        wiring.Log.Gap?.Served(SystemClock.Instance.NowNs);
        start.Up();
        _links?.Begin();
    }

    /// <summary>Ends the sessions and releases the pins, then ends the actor system, then its threads: an actor whose reactor stands still
    /// never stops.</summary>
    /// <exception cref="AskTimeoutException">Not within a second: pins may not stand where they should. Everything else has
    /// ended.</exception>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReleaseAsync();
        }
        finally
        {
            if (_links is not null) await _links.DisposeAsync();           // what the release told the others has gone by then
            if (_system is not null) await CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClrExitReason.Instance);
            Dispose();
        }
    }

    /// <summary>Ends the reactors' threads and closes the guests' sockets. Only when the actor system has ended.</summary>
    public void Dispose()
    {
        _reactors?.Dispose();
        sockets.Dispose();
    }

    /// <summary>Ends every session and puts every pin where <c>onRelease</c> says, once: a second call waits for the first.</summary>
    private Task ReleaseAsync()
    {
        lock (_ending) return _released ??= ReleaseOnceAsync();
    }

    private async Task ReleaseOnceAsync()
    {
        try
        {
            // A stop may come in the middle of a start: what that has begun is to be ended too.
            if (_starting is not null) await _starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_rig is not null) await _rig.ReleaseAsync(ReleaseTime);
        }
        finally
        {
            if (_system is not null) await HubActorSystem.FlushLogAsync(_system);
        }
    }

    /// <summary>Releases before the actor system ends, whoever ends it: not only the host may do that, and actors go last.</summary>
    private void ReleaseBeforeTheSystemEnds(ActorSystem system) => CoordinatedShutdown.Get(system).AddTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind,
        "release pins",
        async () =>
        {
            await ReleaseAsync();
            return Done.Instance;
        });
}
