using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using GpioHub.Actors.Tests.AkkaNet.Support;
using Xunit;

namespace GpioHub.Actors.Tests.AkkaNet;

/// <summary>What a restart keeps and what it loses: the hub's actors go on from the objects that outlive them.</summary>
public class RestartSpec : TestKit
{
    private static readonly Config Virtual = ConfigurationFactory
        .ParseString("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"").WithFallback(DefaultConfig);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TestProbe _probe;

    public RestartSpec()
        : base(Virtual) => _probe = CreateTestProbe();

    [Fact(DisplayName = "A restart keeps ref and mailbox, drops the message, resets the state; hooks run in order")]
    public async Task Hooks()
    {
        var child = await NewChildAsync(NewParent());
        child.Tell(5);
        child.Tell("fail");
        child.Tell(7);
        await SeenAsync("constructor", "PreStart", 5, "PreRestart(fail)", "PostStop", "constructor", "PostRestart", "PreStart", 7);
        Assert.Equal(7, await child.Ask<int>("sum", Patience));
    }

    [Fact(DisplayName = "A restart cancels the timers of the incarnation before")]
    public async Task TimersEnd()
    {
        var child = await NewChildAsync(NewParent());
        child.Tell("tick later");
        child.Tell("fail");
        await SeenAsync("constructor", "PreStart", "PreRestart(fail)", "PostStop", "constructor", "PostRestart", "PreStart");
        ((TestScheduler)Sys.Scheduler).Advance(TimeSpan.FromSeconds(2));
        child.Tell(1);                                         // behind the tick, had there been one
        await SeenAsync(1);
    }

    [Fact(DisplayName = "A restart puts stashed messages back in front of the mailbox, for the new instance")]
    public async Task StashSurvives()
    {
        var keeper = Sys.ActorOf(Props.Create<Keeper>(_probe.Ref));
        foreach (object message in (object[])[1, "fail", 2, "open"]) keeper.Tell(message);
        await SeenAsync(1, 2);
    }

    [Fact(DisplayName = "A restart stops the children first, and waits for them")]
    public async Task ChildrenEndFirst()
    {
        var parent = NewParent();
        var child = await NewChildAsync(parent);
        await SeenAsync("constructor", "PreStart");
        await WatchAsync(child);
        parent.Tell("fail");
        await SeenAsync("PostStop");
        await ExpectTerminatedAsync(child);
    }

    [Fact(DisplayName = "A child that its parent's PreRestart leaves alone is restarted with it, under its old ref")]
    public async Task SparedChildrenRestart()
    {
        var parent = NewParent(spares: true);
        var child = await NewChildAsync(parent);
        child.Tell(1);
        await SeenAsync("constructor", "PreStart", 1);         // before the parent's failure suspends the child
        parent.Tell("fail");
        await _probe.FishForMessageAsync(message => message is "PostRestart");
        Assert.Equal(0, await child.Ask<int>("sum", Patience));
    }

    [Fact(DisplayName = "A constructor that throws is an ActorInitializationException, which stops the actor unless a decider names it")]
    public async Task FailedConstructor()
    {
        IActorRef? actor = null;
        await EventFilter.Exception<ActorInitializationException>().ExpectOneAsync(() =>
        {
            actor = Sys.ActorOf(Props.Create<Stillborn>());
            return Task.CompletedTask;
        });
        await WatchAsync(actor!);
        await ExpectTerminatedAsync(actor!);
    }

    private IActorRef NewParent(bool spares = false) => Sys.ActorOf(Props.Create<Parent>(spares));

    private Task<IActorRef> NewChildAsync(IActorRef parent) => parent.Ask<IActorRef>(Props.Create<Child>(_probe.Ref), Patience);

    private async Task SeenAsync(params object[] steps)
    {
        foreach (object step in steps) Assert.Equal(step, await _probe.ReceiveOneAsync(Patience));
    }

    private sealed class Keeper : ReceiveActor, IWithStash
    {
        public Keeper(IActorRef probe)
        {
            Receive<int>(_ => Stash.Stash());
            Receive<string>(s => s == "fail", _ => throw new InvalidOperationException("fail"));
            Receive<string>(_ =>
            {
                Become(() => Receive<int>(i => probe.Tell(i)));
                Stash.UnstashAll();
            });
        }

        public IStash Stash { get; set; } = null!;
    }

    private sealed class Stillborn : ReceiveActor
    {
        public Stillborn() => throw new InvalidOperationException("constructor");
    }
}
