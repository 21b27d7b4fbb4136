using Akka;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using GpioHub.Actors.Hosting;
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

    [Fact(DisplayName = "What a logger has not come to when its system ends is not written to stdout (AK-16)")]
    public async Task LeftInTheLogger()
    {
        var (stdout, written) = (Console.Out, new StringWriter());
        using var goOn = new ManualResetEventSlim();
        SlowLogger.GoOn = goOn;
        using var other = ActorSystem.Create("other", AkkaSettings.Config);
        Console.SetOut(TextWriter.Synchronized(written));
        try
        {
            var system = ActorSystem.Create("slow", ConfigurationFactory.ParseString(
                $"akka.loggers = [\"{typeof(SlowLogger).AssemblyQualifiedName}\"]").WithFallback(AkkaSettings.Config));
            system.EventStream.Subscribe(other.ActorOf(Props.Create<LoggersStopped>()), typeof(Debug));
            system.Log.Info("the logger waits in this");
            system.Log.Info("left behind");
            await system.Terminate().WaitAsync(Patience);
        }
        finally
        {
            Console.SetOut(stdout);
        }

        Assert.False(SlowLogger.HasComeToIt);
        Assert.DoesNotContain("left behind", written.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A logger that is in its first event until its system has told it to stop.</summary>
    private sealed class SlowLogger : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
    {
        public SlowLogger()
        {
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            Receive<Info>(info =>
            {
                HasComeToIt |= info.ToString().Contains("left behind", StringComparison.Ordinal);
                if (info.ToString().Contains("waits", StringComparison.Ordinal)) GoOn.Wait(Patience);
            });
        }

        public static ManualResetEventSlim GoOn { get; set; } = null!;

        public static bool HasComeToIt { get; private set; }
    }

    /// <summary>Lets the logger go on once it has been told to stop.</summary>
    private sealed class LoggersStopped : ReceiveActor
    {
        public LoggersStopped() => Receive<Debug>(
            debug => debug.Message.ToString()!.Contains("loggers stopped", StringComparison.Ordinal), _ => SlowLogger.GoOn.Set());
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(message => Sender.Tell(message));
    }
}
