using ActorRuntime.Tests.Support;
using Akka.Actor;
using Xunit;

namespace ActorRuntime.Tests;

public class SupervisionSpec : RuntimeSpec
{
    [Fact(DisplayName = "Resume keeps the state and drops the message")]
    public async Task Resume()
    {
        var child = await NewChild(NewParent(new OneForOneStrategy(_ => Directive.Resume)), CreateTestProbe().Ref);
        child.Tell(4);
        child.Tell("fail");
        Assert.Equal(4, await child.Ask<int>("sum", Patience));
    }

    [Fact(DisplayName = "Stop ends the child and frees its name")]
    public async Task Stop()
    {
        var probe = CreateTestProbe();
        var parent = NewParent(new OneForOneStrategy(_ => Directive.Stop));
        var child = await NewChild(parent, probe.Ref, "c");
        Watch(child);
        child.Tell("fail");
        ExpectTerminated(child);
        var next = await NewChild(parent, probe.Ref, "c");
        Assert.NotEqual(child, next);
    }

    [Fact(DisplayName = "Beyond the retry limit the child is stopped")]
    public async Task Limit()
    {
        var strategy = new OneForOneStrategy(2, TimeSpan.FromMinutes(1), _ => Directive.Restart);
        var child = await NewChild(NewParent(strategy), CreateTestProbe().Ref);
        Watch(child);
        for (int i = 0; i < 2; i++)
        {
            child.Tell("fail");
            Assert.Equal(0, await child.Ask<int>("sum", Patience));
        }
        child.Tell("fail");
        ExpectTerminated(child);
    }

    [Theory(DisplayName = "A retry limit of 0 never restarts; none restarts for ever")]
    [InlineData(0, false)]
    [InlineData(-1, true)]
    public async Task Limits(int limit, bool survives)
    {
        var child = await NewChild(NewParent(new OneForOneStrategy(limit, -1, _ => Directive.Restart)), CreateTestProbe().Ref);
        Watch(child);
        for (int i = 0; i < 20; i++) child.Tell("fail");
        if (survives) Assert.Equal(0, await child.Ask<int>("sum", Patience));
        else ExpectTerminated(child);
    }

    [Fact(DisplayName = "AllForOne restarts the innocent siblings too")]
    public async Task AllForOne()
    {
        var guilty = CreateTestProbe();
        var innocent = CreateTestProbe();
        var parent = NewParent(new AllForOneStrategy(_ => Directive.Restart));
        var failing = await NewChild(parent, guilty.Ref, "a");
        await NewChild(parent, innocent.Ref, "b");
        failing.Tell("fail");
        innocent.FishForMessage(m => m is string s && s.StartsWith("PreRestart", StringComparison.Ordinal));
        innocent.FishForMessage(m => m is "PostRestart");
        guilty.FishForMessage(m => m is "PostRestart");
    }

    [Fact(DisplayName = "Escalate makes the parent fail; its parent decides, and the restart takes the child down")]
    public async Task Escalate()
    {
        var probe = CreateTestProbe();
        var top = NewParent(new OneForOneStrategy(_ => Directive.Restart));
        var strategy = new OneForOneStrategy(_ => Directive.Escalate);
        var middle = await top.Ask<IActorRef>(new Parent.Create(Props.Create<Parent>(strategy)), Patience);
        var child = await NewChild(middle, probe.Ref);
        Watch(child);
        child.Tell("fail");
        ExpectTerminated(child);
        Assert.Equal(0, await middle.Ask<int>("children", Patience));
    }

    [Fact(DisplayName = "A failed constructor is an ActorInitializationException and stops the actor by default")]
    public void FailedConstructor()
    {
        IActorRef? actor = null;
        EventFilter.Exception<ActorInitializationException>().ExpectOne(() => actor = Sys.ActorOf(Props.Create<BadConstructor>()));
        Watch(actor!);
        ExpectTerminated(actor!);
    }

    [Fact(DisplayName = "A decider that names ActorInitializationException gets a second try from the constructor")]
    public async Task InitializationCanBeRetried()
    {
        var strategy = new OneForOneStrategy(Decider.From(Directive.Stop, Directive.Restart.When<ActorInitializationException>()));
        var attempts = new BadTwice.Attempts();
        var child = await NewParent(strategy).Ask<IActorRef>(new Parent.Create(Props.Create<BadTwice>(attempts)), Patience);
        Assert.Equal(3, await child.Ask<int>("attempts", Patience));
    }

    [Fact(DisplayName = "A failure is logged as an error with the child's path as its source")]
    public async Task Logged()
    {
        var child = await NewChild(NewParent(new OneForOneStrategy(_ => Directive.Stop)), CreateTestProbe().Ref, "faulty");
        EventFilter.Exception<InvalidOperationException>(source: child.Path.ToString(), message: "fail").ExpectOne(() => child.Tell("fail"));
    }

    [Fact(DisplayName = "A resume is logged as a warning")]
    public async Task ResumeIsAWarning()
    {
        var child = await NewChild(NewParent(new OneForOneStrategy(_ => Directive.Resume)), CreateTestProbe().Ref);
        EventFilter.Warning(message: "fail").ExpectOne(() => child.Tell("fail"));
    }

    [Fact(DisplayName = "While its parent is failed, a child handles nothing")]
    public async Task ChildrenAreSuspended()
    {
        var probe = CreateTestProbe();
        var gate = new Gate();
        var top = NewParent(new OneForOneStrategy(_ =>
        {
            gate.Entered.SetResult();
            Assert.True(gate.Go.Task.Wait(Patience));
            return Directive.Resume;
        }));
        var middle = await top.Ask<IActorRef>(new Parent.Create(Props.Create<Failing>()), Patience);
        var child = await NewChild(middle, probe.Ref);
        probe.ExpectMsg("constructor");
        probe.ExpectMsg("PreStart");
        middle.Tell("fail");
        await gate.Entered.Task.WaitAsync(Patience);

        // The suspension was sent before the failure reached the top: a message told now comes behind it.
        child.Tell(1);
        probe.ExpectNoMsg(50);
        gate.Go.SetResult();
        probe.ExpectMsg(1);
    }

    [Fact(DisplayName = "A supervisor strategy in Props overrides the actor's own")]
    public async Task StrategyInProps()
    {
        var props = Props.Create<Parent>(new OneForOneStrategy(_ => Directive.Stop))
            .WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Resume));
        var child = await NewChild(Sys.ActorOf(props), CreateTestProbe().Ref);
        child.Tell(2);
        child.Tell("fail");
        Assert.Equal(2, await child.Ask<int>("sum", Patience));
    }

    private sealed class Gate
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Failing : ReceiveActor
    {
        public Failing()
        {
            Receive<Parent.Create>(c => Sender.Tell(Context.ActorOf(c.Props)));
            Receive<string>(_ => throw new InvalidOperationException("fail"));
        }
    }

    private sealed class BadConstructor : ReceiveActor
    {
        public BadConstructor() => throw new InvalidOperationException("constructor");
    }

    private sealed class BadTwice : ReceiveActor
    {
        public BadTwice(Attempts attempts)
        {
            if (++attempts.Count < 3) throw new InvalidOperationException("not yet");
            Receive<string>(_ => Sender.Tell(attempts.Count));
        }

        internal sealed class Attempts
        {
            public int Count { get; set; }
        }
    }
}
