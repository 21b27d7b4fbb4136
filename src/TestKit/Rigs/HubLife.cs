using Akka.Actor;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Links;
using GpioHub.Actors.Rigs;
using GpioHub.Actors.Testing;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Recording;
using GpioHub.Transports.Records;

namespace GpioHub.TestKit.Rigs;

/// <summary>One process of the hub, as it were: actors, reactor and log, from its start to its end.</summary>
internal sealed class HubLife
{
    public HubLife(ActorSystem system, RigPlan plan, HostClock clock, IRigTransport transport,
        IReadOnlyDictionary<string, ScriptedPort> ports, Action<Exception, string> onFault, Keeping keeping, Wire? wire)
    {
        System = system;
        Reactor = new ScenarioReactor(onFault) { Record = keeping.TurnOf(0) };
        ReactorConfigurator.Register(system, ReactorSet.IdOf(0), Reactor);
        if (plan.Links is { } links && wire is not null)
            Links = new LinkSet(system, ReactorSet.IdOf(0), Reactor, links, wire, clock, wire.Begin(), keeping.IsSuccessor);
        Wiring = new RigWiring(plan, ReactorPlacement.Of(plan), [Reactor], clock, NoCrashes.Instance, transport.Endpoints,
            (chip, _) => ports[chip.Id], keeping: keeping, links: Links);
        clock.NextDueNs = () => Wiring.NextDueNs;
        if (wire is not null) wire.Door = Links;
    }

    public ActorSystem System { get; }

    public ScenarioReactor Reactor { get; }

    public RigWiring Wiring { get; }

    /// <summary>null = the rig has one host.</summary>
    public LinkSet? Links { get; }

    /// <summary>The rig as its operator sees it, once it has started.</summary>
    public Actors.Rigs.ActorRig Hub { get; private set; } = null!;

    /// <summary>What the log says that the scenario has not read; null = it has not begun to read.</summary>
    public LogReader? Log { get; private set; }

    public async Task StartAsync() => Hub = await Actors.Rigs.ActorRig.StartAsync(System, Wiring, CancellationToken.None);

    /// <summary>Begins to read the log.</summary>
    public void Follow() => Log = Wiring.Log.ReaderAfter(Wiring.Log.Seq);

    /// <summary>Ends actors and reactor. Actors need a thread that turns the reactor for their last messages.</summary>
    /// <param name="endSystem">Ends the actor system and waits for it.</param>
    public void End(Action endSystem)
    {
        using var ended = new CancellationTokenSource();
        var thread = new Thread(() => Reactor.RunUntil(ended.Token)) { IsBackground = true, Name = "scenario-end" };
        thread.Start();
        try
        {
            endSystem();
        }
        finally
        {
            ended.Cancel();
            thread.Join();
            Reactor.Dispose();
        }
    }
}
