using ActorRuntime.Tests.Support;
using Akka.Actor;
using Xunit;

namespace ActorRuntime.Tests;

public class RestartSpec : RuntimeSpec
{
    private static readonly SupervisorStrategy Restarting = new OneForOneStrategy(_ => Directive.Restart);

    [Fact(DisplayName = "A restart keeps ref and mailbox, drops the message, resets the state; hooks run in order")]
    public async Task Order()
    {
        var probe = CreateTestProbe();
        var child = await NewChild(NewParent(Restarting), probe.Ref);
        child.Tell(5);
        child.Tell("fail");
        child.Tell(7);

        object[] expected =
            ["constructor", "PreStart", 5, "PreRestart(fail)", "PostStop", "constructor", "PostRestart", "PreStart", 7];
        foreach (object step in expected) probe.ExpectMsg(step);
        Assert.Equal(7, await child.Ask<int>("sum", Patience));
    }

    [Fact(DisplayName = "A restart puts stashed messages back in front of the mailbox, for the new instance")]
    public void StashSurvives()
    {
        var keeper = Sys.ActorOf(Props.Create<Keeper>(TestActor));
        keeper.Tell(1);
        keeper.Tell("fail");
        keeper.Tell(2);
        keeper.Tell("open");
        ExpectMsg(1);
        ExpectMsg(2);
    }

    [Fact(DisplayName = "A restart cancels the timers of the incarnation")]
    public async Task TimersEnd()
    {
        var probe = CreateTestProbe();
        var child = await NewChild(NewParent(Restarting), probe.Ref);
        child.Tell("start timer");
        probe.FishForMessage(m => m is "tick");
        child.Tell("fail");
        probe.FishForMessage(m => m is "PostRestart");
        probe.ExpectMsg("PreStart");
        probe.ExpectNoMsg(100);
    }

    [Fact(DisplayName = "A restart resets the behaviour stack")]
    public async Task BehaviourIsReset()
    {
        var probe = CreateTestProbe();
        var child = await NewChild(NewParent(Restarting), probe.Ref);
        child.Tell("become");
        child.Tell(1);
        probe.FishForMessage(m => m is "changed:1");
        child.Tell("fail");
        child.Tell(8);
        probe.FishForMessage(m => m is "PreStart");
        probe.ExpectMsg(8);
    }

    [Fact(DisplayName = "A restart stops the children first, and waits for them")]
    public async Task ChildrenEndFirst()
    {
        var probe = CreateTestProbe();
        var failing = Sys.ActorOf(Props.Create<FailingParent>(probe.Ref));
        var child = await NewChild(failing, probe.Ref);
        probe.ExpectMsg("constructor");
        probe.ExpectMsg("PreStart");
        failing.Tell("fail");
        probe.ExpectMsg("PostStop");
        probe.ExpectMsg("parent up again");
        Watch(child);
        ExpectTerminated(child);
    }

    [Fact(DisplayName = "A child that its parent's PreRestart leaves alone is restarted with it")]
    public async Task SurvivorsRestart()
    {
        var probe = CreateTestProbe();
        var sparing = Sys.ActorOf(Props.Create<SparingParent>());
        var child = await NewChild(sparing, probe.Ref);
        child.Tell(1);
        foreach (object step in (object[])["constructor", "PreStart", 1]) probe.ExpectMsg(step);    // before the parent's failure suspends the child
        sparing.Tell("fail");
        probe.FishForMessage(m => m is "PostRestart");
        probe.ExpectMsg("PreStart");
        Assert.Equal(0, await child.Ask<int>("sum", Patience));
    }

    [Fact(DisplayName = "A constructor that fails during a restart is a PostRestartException, and stops the actor by default")]
    public void ConstructorFailsOnRestart()
    {
        var fragile = Sys.ActorOf(Props.Create<OnceOnly>(new OnceOnly.Budget()));
        Watch(fragile);
        EventFilter.Exception<PostRestartException>().ExpectOne(() => fragile.Tell("fail"));
        ExpectTerminated(fragile);
    }

    [Fact(DisplayName = "A failing PreRestart is logged, and the restart goes on")]
    public void PreRestartFails()
    {
        var actor = Sys.ActorOf(Props.Create<BadPreRestart>(TestActor));
        EventFilter.Exception<PreRestartException>().ExpectOne(() => actor.Tell("fail"));
        ExpectMsg("restarted");
    }

    [Fact(DisplayName = "The failure of an async handler restarts the actor with the message in hand")]
    public void AsyncFailure()
    {
        var actor = Sys.ActorOf(Props.Create<AsyncFailing>(TestActor));
        actor.Tell("fail");
        actor.Tell(1);
        ExpectMsg("PreRestart(fail)");
        ExpectMsg(1);
    }

    private sealed class Keeper : ReceiveActor, IWithStash
    {
        public Keeper(IActorRef probe)
        {
            Receive<int>(_ => Stash.Stash());
            Receive<string>(s => s == "fail", _ => throw new InvalidOperationException("fail"));
            Receive<string>(s => s == "open", _ =>
            {
                Become(() => Receive<int>(i => probe.Tell(i)));
                Stash.UnstashAll();
            });
        }

        public IStash Stash { get; set; } = null!;
    }

    private sealed class FailingParent : ReceiveActor
    {
        private readonly IActorRef _probe;

        public FailingParent(IActorRef probe)
        {
            _probe = probe;
            Receive<Parent.Create>(c => Sender.Tell(Context.ActorOf(c.Props, c.Name)));
            Receive<string>(_ => throw new InvalidOperationException("fail"));
        }

        protected override void PostRestart(Exception reason) => _probe.Tell("parent up again");
    }

    private sealed class SparingParent : ReceiveActor
    {
        public SparingParent()
        {
            Receive<Parent.Create>(c => Sender.Tell(Context.ActorOf(c.Props, c.Name)));
            Receive<string>(_ => throw new InvalidOperationException("fail"));
        }

        protected override void PreRestart(Exception reason, object message) { }
    }

    private sealed class OnceOnly : ReceiveActor
    {
        public OnceOnly(Budget budget)
        {
            if (budget.Spent) throw new InvalidOperationException("once only");
            budget.Spent = true;
            Receive<string>(_ => throw new InvalidOperationException("fail"));
        }

        internal sealed class Budget
        {
            public bool Spent { get; set; }
        }
    }

    private sealed class BadPreRestart : ReceiveActor
    {
        private readonly IActorRef _probe;

        public BadPreRestart(IActorRef probe)
        {
            _probe = probe;
            Receive<string>(_ => throw new InvalidOperationException("fail"));
        }

        protected override void PreRestart(Exception reason, object message) => throw new NotSupportedException("bad hook");

        protected override void PostRestart(Exception reason) => _probe.Tell("restarted");
    }

    private sealed class AsyncFailing : ReceiveActor
    {
        private readonly IActorRef _probe;

        public AsyncFailing(IActorRef probe)
        {
            _probe = probe;
            ReceiveAsync<string>(async _ =>
            {
                await Task.Yield();
                throw new InvalidOperationException("fail");
            });
            Receive<int>(i => probe.Tell(i));
        }

        protected override void PreRestart(Exception reason, object message) => _probe.Tell($"PreRestart({message})");
    }
}
