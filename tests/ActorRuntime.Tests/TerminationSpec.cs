using Akka;
using Akka.Actor;
using Xunit;

namespace ActorRuntime.Tests;

public class TerminationSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact(DisplayName = "Terminate stops every actor, then runs what was registered, then completes WhenTerminated")]
    public async Task Terminates()
    {
        var system = ActorSystem.Create("ending");
        var stopped = new TaskCompletionSource();
        bool called = false;
        system.ActorOf(Props.Create<Ending>(stopped));
        system.RegisterOnTermination(() => called = true);
        await system.Terminate().WaitAsync(Patience);
        Assert.True(stopped.Task.IsCompleted);
        Assert.True(called);
        Assert.True(system.WhenTerminated.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => system.ActorOf(Props.Create<Ending>(stopped)));
    }

    [Fact(DisplayName = "A failure that escalates out of /user ends the system")]
    public async Task EscalationEnds()
    {
        var system = ActorSystem.Create("escalating", $$"""
            akka { stdout-loglevel = OFF, loggers = [] }
            akka.actor.guardian-supervisor-strategy = "{{typeof(EscalatingStrategy).AssemblyQualifiedName}}"
            """);
        system.ActorOf(Props.Create<Failing>()).Tell("fail");
        await system.WhenTerminated.WaitAsync(Patience);
    }

    [Fact(DisplayName = "Coordinated shutdown runs the phases in order, each task once; the first reason wins")]
    public async Task Phases()
    {
        var system = ActorSystem.Create("phased");
        var shutdown = CoordinatedShutdown.Get(system);
        var order = new List<string>();
        Add(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "last");
        Add(CoordinatedShutdown.PhaseServiceStop, "middle");
        Add(CoordinatedShutdown.PhaseBeforeServiceUnbind, "first");

        var run = shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance);
        await Task.WhenAll(run, shutdown.Run(CoordinatedShutdown.UnknownReason.Instance)).WaitAsync(Patience);
        Assert.Equal(["first", "middle", "last"], order);
        Assert.IsType<CoordinatedShutdown.ClrExitReason>(shutdown.ShutdownReason);
        Assert.True(system.WhenTerminated.IsCompleted);

        void Add(string phase, string name) => shutdown.AddTask(phase, name, () =>
        {
            order.Add(name);
            return Task.FromResult(Done.Instance);
        });
    }

    [Fact(DisplayName = "A task that fails does not hold up the shutdown")]
    public async Task FailingTask()
    {
        var system = ActorSystem.Create("failing", "akka.stdout-loglevel = OFF, akka.loggers = []");
        CoordinatedShutdown.Get(system).AddTask(
            CoordinatedShutdown.PhaseServiceStop, "fails", () => Task.FromException<Done>(new InvalidOperationException("task")));
        await system.Terminate().WaitAsync(Patience);
    }

    [Fact(DisplayName = "An actor created while its system ends is refused or ended, never left hanging")]
    public async Task CreatedWhileEnding()
    {
        var system = ActorSystem.Create("racing");
        var ended = system.Terminate();
        try
        {
            while (!ended.IsCompleted) system.ActorOf(Props.Create<Ending>(new TaskCompletionSource()));
        }
        catch (InvalidOperationException)
        {
            // Refused: the guardian is on its way out.
        }
        await ended.WaitAsync(Patience);
    }

    private sealed class Ending : ReceiveActor
    {
        private readonly TaskCompletionSource _stopped;

        public Ending(TaskCompletionSource stopped) => _stopped = stopped;

        protected override void PostStop() => _stopped.TrySetResult();
    }

    public sealed class EscalatingStrategy : SupervisorStrategyConfigurator
    {
        public override SupervisorStrategy Create() => new OneForOneStrategy(_ => Directive.Escalate);
    }

    private sealed class Failing : ReceiveActor
    {
        public Failing() => ReceiveAny(_ => throw new InvalidOperationException("fail"));
    }
}
