using Akka;
using Akka.Actor;
using Xunit;

namespace GpioHub.Actors.Tests.AkkaNet;

/// <summary>How an actor system ends: the hub releases its pins in a phase of it.</summary>
public class EndSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact(DisplayName = "Terminate runs the phases of the shutdown in order, each task once, and actors live until the first have run")]
    public async Task Phases()
    {
        var system = ActorSystem.Create("phased", "akka { stdout-loglevel = OFF, loggers = [] }");
        var actor = system.ActorOf(Props.Create<Echo>());
        var order = new List<string>();
        var shutdown = CoordinatedShutdown.Get(system);
        Add(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, () => Task.FromResult("last"));
        Add(CoordinatedShutdown.PhaseBeforeServiceUnbind, () => actor.Ask<string>("first", Patience));
        await Task.WhenAll(system.Terminate(), shutdown.Run(CoordinatedShutdown.ClrExitReason.Instance)).WaitAsync(Patience);
        Assert.Equal(["first", "last"], order);
        Assert.True(system.WhenTerminated.IsCompleted);

        void Add(string phase, Func<Task<string>> task) => shutdown.AddTask(phase, "task", async () =>
        {
            order.Add(await task());
            return Done.Instance;
        });
    }

    [Fact(DisplayName = "A task of the shutdown that fails does not hold up the end")]
    public async Task AFailingTask()
    {
        var system = ActorSystem.Create("failing", "akka { stdout-loglevel = OFF, loggers = [] }");
        CoordinatedShutdown.Get(system).AddTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind, "fails", () => Task.FromException<Done>(new InvalidOperationException("task")));
        await system.Terminate().WaitAsync(Patience);
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }
}
