using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GpioHub.Actors.Tests.AkkaNet.Support;
using Xunit;

namespace GpioHub.Actors.Tests.AkkaNet;

/// <summary>The hook by which actors run on a thread of the program's own: a dispatcher registered under an id.</summary>
public class DispatcherSpec : TestKit
{
    private static readonly Config Virtual =
        ConfigurationFactory.ParseString("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"")
            .WithFallback(DefaultConfig);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Pump _pump = new();

    public DispatcherSpec() : base(Virtual) => Register("pump", _pump);

    [Fact(DisplayName = "An actor with a registered dispatcher runs there and nowhere else")]
    public async Task RunsThere()
    {
        var actor = await Start<Echo>("pump");
        actor.Tell("x", TestActor);
        Assert.Null(ReceiveOne(TimeSpan.Zero));
        _pump.RunUntilIdle();
        Assert.Equal("x", ReceiveOne(TimeSpan.Zero));
    }

    [Fact(DisplayName = "A taken id cannot be registered again")]
    public void TakenId() => Assert.False(Register("pump", new Pump()));

    [Fact(DisplayName = "Several dispatchers serve one system, each its own actors")]
    public async Task Several()
    {
        var other = new Pump();
        Register("other", other);
        var here = await Start<Echo>("pump");
        var there = await Start<Echo>("other", other);
        here.Tell(1, TestActor);
        there.Tell(2, TestActor);
        other.RunUntilIdle();
        Assert.Equal(2, ReceiveOne(TimeSpan.Zero));
        _pump.RunUntilIdle();
        Assert.Equal(1, ReceiveOne(TimeSpan.Zero));
        Hand(other);
    }

    [Fact(DisplayName = "Children run where their Props say, not where their parent runs")]
    public async Task ChildrenByProps()
    {
        var parent = await Start<Spawner>("pump");
        parent.Tell(Props.Create<Echo>().WithDispatcher("pump"), TestActor);
        _pump.RunUntilIdle();
        var child = (IActorRef)ReceiveOne(TimeSpan.Zero);
        child.Tell("x", TestActor);
        _pump.RunUntilIdle();
        Assert.Equal("x", ReceiveOne(TimeSpan.Zero));
    }

    [Theory(DisplayName = "A throughput of N lets N+1 messages through before the mailbox queues again")]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Throughput(int throughput)
    {
        var pump = new Pump();
        Register("measured", pump, throughput);
        var actor = await Start<Echo>("measured", pump);
        int before = pump.Runs;
        for (int i = 0; i < 2 * (throughput + 1); i++) actor.Tell(i, TestActor);
        pump.RunUntilIdle();
        Assert.Equal(2, pump.Runs - before);
        ReceiveN(2 * (throughput + 1));
        Hand(pump);
    }

    [Fact(DisplayName = "A scheduled mailbox is what ExecuteTask gets: the same object each time")]
    public async Task MailboxIsTheRunnable()
    {
        var actor = await Start<Echo>("pump");
        actor.Tell(1, TestActor);
        var first = _pump.Last;
        _pump.RunUntilIdle();
        actor.Tell(2, TestActor);
        Assert.Same(first, _pump.Last);
        Assert.IsType<Mailbox>(first);
        _pump.RunUntilIdle();
    }

    [Fact(DisplayName = "System messages go before user messages, even those told earlier")]
    public async Task SystemMessagesFirst()
    {
        var actor = await Start<Echo>("pump");
        Watch(actor);
        actor.Tell("x", TestActor);
        ((IInternalActorRef)actor).Stop();
        _pump.RunUntilIdle();
        ExpectTerminated(actor);
    }

    [Fact(DisplayName = "Between two receivers there is no order: a mailbox that is queued runs first, however late its message was told")]
    public async Task MailboxesAreQueued()
    {
        var first = await Start<Named>("pump", arguments: "first");
        var second = await Start<Named>("pump", arguments: "second");
        first.Tell("1", TestActor);
        second.Tell("2", TestActor);
        first.Tell("3", TestActor);
        _pump.RunUntilIdle();
        object[] order = [.. ReceiveN(3)];
        Assert.Equal(["first 1", "first 3", "second 2"], order);
    }

    [Fact(DisplayName = "Shutdown comes after the last actor has gone, and the dispatcher is used again later")]
    public async Task UsedAgain()
    {
        var time = (TestScheduler)Sys.Scheduler;
        var actor = await Start<Echo>("pump");
        Watch(actor);
        ((IInternalActorRef)actor).Stop();
        _pump.RunUntilIdle();
        ExpectTerminated(actor);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, _pump.Shutdowns);

        var again = await Start<Echo>("pump");
        again.Tell("x", TestActor);
        _pump.RunUntilIdle();
        ExpectMsg("x");
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, _pump.Shutdowns);
    }

    [Fact(DisplayName = "Terminate ends with actors on a custom dispatcher, as long as that runs")]
    public async Task Terminates()
    {
        await Start<Echo>("pump");
        var ended = Sys.Terminate();
        Assert.False(ended.IsCompleted);
        _pump.RunOnThread();
        await ended.WaitAsync(Patience);
    }

    [Fact(DisplayName = "A timer's message that is queued already is not seen once its timer is cancelled or replaced")]
    public async Task QueuedTimerMessages()
    {
        var time = (TestScheduler)Sys.Scheduler;
        var actor = await Start<Timed>("pump");
        foreach (string change in new[] { "cancel", "replace" })
        {
            actor.Tell("start", TestActor);
            _pump.RunUntilIdle();
            actor.Tell(change, TestActor);
            time.Advance(TimeSpan.FromSeconds(1)); // the timer's message now lies behind the change
            _pump.RunUntilIdle();
            Assert.Equal(change, ReceiveOne(TimeSpan.Zero));
            Assert.Null(ReceiveOne(TimeSpan.Zero));
        }
        time.Advance(TimeSpan.FromSeconds(1));
        _pump.RunUntilIdle();
        Assert.Equal("new", ReceiveOne(TimeSpan.Zero));
    }

    [Fact(DisplayName = "A top-level actor starts after ActorOf has returned, and what was told meanwhile waits")]
    public async Task StartsLater()
    {
        var actor = Sys.ActorOf(Props.Create<Echo>().WithDispatcher("pump"));
        actor.Tell("early", TestActor);
        await UntilStarted(actor, _pump);
        ExpectMsg("early");
    }

    protected override void AfterAll()
    {
        Hand(_pump);
        base.AfterAll();
    }

    protected override void Dispose(bool disposing)
    {
        try
        {
            base.Dispose(disposing);
        }
        finally
        {
            _pump.Stop();                                                  // or it turns beside every test that follows
        }
    }

    private static void Hand(Pump pump) => pump.RunOnThread();

    private bool Register(string id, Pump pump, int throughput = 1000) =>
        Sys.Dispatchers.RegisterConfigurator(id, new PumpConfigurator(Sys.Dispatchers.Prerequisites, pump, throughput));

    private async Task<IActorRef> Start<T>(string dispatcher, Pump? pump = null, params object[] arguments) where T : ActorBase
    {
        var actor = Sys.ActorOf(Props.Create<T>(arguments).WithDispatcher(dispatcher));
        await UntilStarted(actor, pump ?? _pump);
        return actor;
    }

    /// <summary>The guardian's thread starts it: an Identify round trip says when.</summary>
    private static async Task UntilStarted(IActorRef actor, Pump pump)
    {
        var answer = actor.Ask<ActorIdentity>(new Identify(null), Patience);
        while (!answer.IsCompleted)
        {
            pump.RunUntilIdle();
            await Task.Yield();
        }
        await answer;
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(m => Sender.Tell(m));
    }

    private sealed class Named : ReceiveActor
    {
        public Named(string name) => Receive<string>(s => Sender.Tell($"{name} {s}"));
    }

    private sealed class Timed : ReceiveActor, IWithTimers
    {
        private IActorRef _asker = ActorRefs.Nobody;

        public Timed()
        {
            Receive<string>(s => s == "start", _ =>
            {
                _asker = Sender;
                Timers.StartSingleTimer("key", "old", TimeSpan.FromSeconds(1));
            });
            Receive<string>(s => s is "cancel" or "replace", s =>
            {
                if (s == "cancel") Timers.Cancel("key");
                else Timers.StartSingleTimer("key", "new", TimeSpan.FromSeconds(1));
                Sender.Tell(s);
            });
            Receive<string>(s => _asker.Tell(s));
        }

        public ITimerScheduler Timers { get; set; } = null!;
    }

    private sealed class Spawner : ReceiveActor
    {
        public Spawner() => Receive<Props>(p => Sender.Tell(Context.ActorOf(p)));
    }
}
