using ActorRuntime.Tests.Support;
using Akka.Actor;
using Akka.Event;
using Xunit;

namespace ActorRuntime.Tests;

public class BehaviourSpec : RuntimeSpec
{
    [Fact(DisplayName = "The first handler that matches wins; a base type matches its subtypes")]
    public void FirstMatch()
    {
        var actor = Sys.ActorOf(Props.Create<Matching>(TestActor));
        actor.Tell(new ArgumentNullException("x"));
        ExpectMsg("argument");
        actor.Tell(new InvalidOperationException("x"));
        ExpectMsg("exception");
        actor.Tell(5);
        ExpectMsg("odd");
        actor.Tell(6);
        ExpectMsg("even");
    }

    [Fact(DisplayName = "A message that no handler takes is published as UnhandledMessage; the sender hears nothing")]
    public void UnhandledIsPublished()
    {
        var probe = CreateTestProbe();
        Sys.EventStream.Subscribe(probe.Ref, typeof(UnhandledMessage));
        var actor = Sys.ActorOf(Props.Create<Matching>(TestActor));
        actor.Tell(1.5);
        var unhandled = probe.ExpectMsg<UnhandledMessage>();
        Assert.Equal(1.5, unhandled.Message);
        Assert.Equal(actor, unhandled.Recipient);
    }

    [Fact(DisplayName = "BecomeStacked and UnbecomeStacked nest; the first behaviour stays")]
    public void Stacked()
    {
        var actor = Sys.ActorOf(Props.Create<Stacking>(TestActor));
        foreach (string message in new[] { "push", "pop", "pop", "x" }) actor.Tell(message);
        ExpectMsg("base: push");
        ExpectMsg("pushed: pop");
        ExpectMsg("base: pop");
        ExpectMsg("base: x");
    }

    [Fact(DisplayName = "Handlers are stated in the constructor or in Become, and nothing after ReceiveAny")]
    public async Task Configuration()
    {
        var actor = Sys.ActorOf(Props.Create<Misconfigured>());
        Assert.Equal("You may only call Receive-methods when constructing the actor and inside Become().", await actor.Ask<string>("late", Patience));
        var failure = await actor.Ask<string>("after any", Patience);
        Assert.NotEmpty(failure);
    }

    [Fact(DisplayName = "An actor made by hand is refused")]
    public async Task ByHand() =>
        await Assert.ThrowsAsync<ActorInitializationException>(() => Task.Factory.StartNew(
            () => new Quiet(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

    [Fact(DisplayName = "Context outside of message handling is a NotSupportedException")]
    public async Task ContextIsThreadBound()
    {
        var actor = Sys.ActorOf(Props.Create<Leaking>());
        var use = await actor.Ask<Func<IActorContext>>("leak", Patience);
        await Assert.ThrowsAsync<NotSupportedException>(() => Task.Factory.StartNew(
            use, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
    }

    [Fact(DisplayName = "An async handler keeps the mailbox waiting; Sender holds after an await")]
    public void AsyncHandler()
    {
        var actor = Sys.ActorOf(Props.Create<Asynchronous>());
        actor.Tell("a", TestActor);
        actor.Tell(1, TestActor);
        ExpectMsg("a: begin");
        ExpectMsg("a: end");
        ExpectMsg(1);
    }

    [Fact(DisplayName = "Tell without a sender takes the running actor; Forward keeps the original sender")]
    public void ImplicitSender()
    {
        var probe = CreateTestProbe();
        var forwarder = Sys.ActorOf(Props.Create<Forwarder>(probe.Ref));
        forwarder.Tell("told", TestActor);
        probe.ExpectMsg<string>((_, sender) => sender.Equals(forwarder));
        forwarder.Tell(1, TestActor);
        probe.ExpectMsg<int>((_, sender) => sender.Equals(TestActor));
    }

    [Fact(DisplayName = "AroundReceive sees every user message")]
    public void Around()
    {
        var actor = Sys.ActorOf(Props.Create<Counting>(TestActor));
        actor.Tell("a");
        actor.Tell("b");
        ExpectMsg("a after 1");
        ExpectMsg("b after 2");
    }

    private sealed class Matching : ReceiveActor
    {
        public Matching(IActorRef probe)
        {
            Receive<ArgumentException>(_ => probe.Tell("argument"));
            Receive<Exception>(_ => probe.Tell("exception"));
            Receive<int>(i => i % 2 == 1, _ => probe.Tell("odd"));
            Receive(typeof(int), _ => probe.Tell("even"));
        }
    }

    private sealed class Stacking : ReceiveActor
    {
        public Stacking(IActorRef probe) =>
            Receive<string>(s =>
            {
                probe.Tell($"base: {s}");
                if (s == "pop") UnbecomeStacked();
                if (s == "push")
                    BecomeStacked(() => Receive<string>(inner =>
                    {
                        probe.Tell($"pushed: {inner}");
                        UnbecomeStacked();
                    }));
            });
    }

    private sealed class Misconfigured : ReceiveActor
    {
        public Misconfigured() =>
            Receive<string>(s =>
            {
                try
                {
                    if (s == "late") Receive<int>(_ => { });
                    else Become(() =>
                    {
                        ReceiveAny(_ => { });
                        Receive<int>(_ => { });
                    });
                    Sender.Tell("");
                }
                catch (InvalidOperationException e)
                {
                    Sender.Tell(e.Message);
                }
            });
    }

    private sealed class Quiet : ReceiveActor;

    private sealed class Leaking : ReceiveActor
    {
        public Leaking() => Receive<string>(_ => Sender.Tell(new Func<IActorContext>(() => Context)));
    }

    private sealed class Asynchronous : ReceiveActor
    {
        public Asynchronous()
        {
            ReceiveAsync<string>(async s =>
            {
                Sender.Tell($"{s}: begin");
                await Task.Delay(1);
                Sender.Tell($"{s}: end");
            });
            Receive<int>(i => Sender.Tell(i));
        }
    }

    private sealed class Forwarder : ReceiveActor
    {
        public Forwarder(IActorRef target)
        {
            Receive<string>(s => target.Tell(s));
            Receive<int>(i => target.Forward(i));
        }
    }

    private sealed class Counting : ReceiveActor
    {
        private int _count;

        public Counting(IActorRef probe) => Receive<string>(s => probe.Tell($"{s} after {_count}"));

        protected override bool AroundReceive(Receive receive, object message)
        {
            _count++;
            return base.AroundReceive(receive, message);
        }
    }
}
