using ActorRuntime.Tests.Support;
using Akka.Actor;
using Akka.Event;
using Xunit;

namespace ActorRuntime.Tests;

public class StoppingSpec : RuntimeSpec
{
    [Fact(DisplayName = "Kill fails the actor with ActorKilledException, which stops it by default")]
    public void KillStops()
    {
        var actor = NewRecorder();
        Watch(actor);
        EventFilter.Exception<ActorKilledException>().ExpectOne(() => actor.Tell(Kill.Instance));
        ExpectMsg("stopped");
        ExpectTerminated(actor);
    }

    [Fact(DisplayName = "PoisonPill queues behind the mail before it; what comes after is dead letters")]
    public void PoisonPillQueues()
    {
        var actor = NewRecorder();
        actor.Tell(1);
        EventFilter.DeadLetter<int>().ExpectOne(() =>
        {
            actor.Tell(PoisonPill.Instance);
            actor.Tell(2);
        });
        ExpectMsg(1);
        ExpectMsg("stopped");
    }

    [Fact(DisplayName = "Stop overtakes the mail that is queued")]
    public void StopOvertakes()
    {
        using var gate = new ManualResetEventSlim();
        var actor = Sys.ActorOf(Props.Create<Gated>(TestActor));
        actor.Tell(gate);
        ExpectMsg("waiting");
        actor.Tell(1);
        Watch(actor);
        ((IInternalActorRef)actor).Stop();
        gate.Set();
        ExpectTerminated(actor);
    }

    [Fact(DisplayName = "Context.Stop of a child is seen by PostStop, children before parents")]
    public async Task ChildrenFirst()
    {
        var probe = CreateTestProbe();
        var parent = Sys.ActorOf(Props.Create<Family>(probe.Ref));
        await parent.Ask<IActorRef>("spawn", Patience);
        Sys.Stop(parent);
        probe.ExpectMsg("child stopped");
        probe.ExpectMsg("parent stopped");
    }

    [Fact(DisplayName = "GracefulStop is true when the actor has ended, false when it has not in time")]
    public async Task Graceful()
    {
        Assert.True(await NewRecorder().GracefulStop(Patience));
        ExpectMsg("stopped");
        Assert.False(await NewRecorder().GracefulStop(TimeSpan.FromMilliseconds(50), "not a stop message"));
        ExpectMsg("not a stop message");
    }

    [Fact(DisplayName = "Names are unique among siblings, free again after the end, and another incarnation is another ref")]
    public void Names()
    {
        var first = NewRecorder("name");
        Assert.Throws<InvalidActorNameException>(() => NewRecorder("name"));
        Watch(first);
        first.Tell(PoisonPill.Instance);
        ExpectMsg("stopped");
        ExpectTerminated(first);

        IActorRef? second = null;
        AwaitAssert(() => second = NewRecorder("name")); // the guardian learns of the end when it gets to it
        Assert.Equal(first.Path, second!.Path);
        Assert.NotEqual(first.Path.Uid, second.Path.Uid);
        Assert.NotEqual(first, second);
    }

    [Theory(DisplayName = "Malformed names are refused")]
    [InlineData("")]
    [InlineData("$x")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a%z0")]
    public void BadNames(string name) => Assert.Throws<InvalidActorNameException>(() => NewRecorder(name));

    [Fact(DisplayName = "An actor without a name gets $a, $b, …")]
    public void AutomaticNames()
    {
        Assert.Equal("$a", NewRecorder().Path.Name);
        Assert.Equal("$b", NewRecorder().Path.Name);
    }

    [Fact(DisplayName = "A message to a stopped actor is a DeadLetter with message, sender and recipient")]
    public void DeadLetterHasAll()
    {
        var actor = NewRecorder();
        Watch(actor);
        Sys.Stop(actor);
        ExpectMsg("stopped");
        ExpectTerminated(actor);

        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe(probe.Ref, typeof(AllDeadLetters));
        actor.Tell("late", TestActor);
        var letter = probe.ExpectMsg<DeadLetter>();
        Assert.Equal("late", letter.Message);
        Assert.Equal(TestActor, letter.Sender);
        Assert.Equal(actor.Path, letter.Recipient.Path);
    }

    [Fact(DisplayName = "A null message is refused at once")]
    public void NullMessage()
    {
        Assert.Throws<ArgumentNullException>(() => TestActor.Tell(null));
        Assert.Throws<InvalidMessageException>(() => Sys.DeadLetters.Tell(null));
    }

    private sealed class Gated : ReceiveActor
    {
        public Gated(IActorRef probe)
        {
            Receive<ManualResetEventSlim>(gate =>
            {
                probe.Tell("waiting");
                Assert.True(gate.Wait(Patience));
            });
            ReceiveAny(m => probe.Tell(m));
        }
    }

    private sealed class Family : ReceiveActor
    {
        private readonly IActorRef _probe;

        public Family(IActorRef probe)
        {
            _probe = probe;
            Receive<string>(_ => Sender.Tell(Context.ActorOf(Props.Create<Leaf>(probe))));
        }

        protected override void PostStop() => _probe.Tell("parent stopped");

        private sealed class Leaf : ReceiveActor
        {
            private readonly IActorRef _probe;

            public Leaf(IActorRef probe) => _probe = probe;

            protected override void PostStop() => _probe.Tell("child stopped");
        }
    }
}
