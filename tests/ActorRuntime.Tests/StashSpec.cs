using ActorRuntime.Tests.Support;
using Akka.Actor;
using Xunit;

namespace ActorRuntime.Tests;

public class StashSpec : RuntimeSpec
{
    [Fact(DisplayName = "UnstashAll puts all back in their order, before mail that came meanwhile")]
    public void All()
    {
        var actor = Sys.ActorOf(Props.Create<Stasher>(TestActor));
        foreach (int i in new[] { 1, 2, 3 }) actor.Tell(i);
        actor.Tell("all");
        actor.Tell(9);
        ExpectMsg("left: 0");
        foreach (int i in new[] { 1, 2, 3, 9 }) ExpectMsg(i);
    }

    [Fact(DisplayName = "UnstashAll with a predicate drops what does not match")]
    public void Filtered()
    {
        var actor = Sys.ActorOf(Props.Create<Stasher>(TestActor));
        foreach (int i in new[] { 1, 2, 3 }) actor.Tell(i);
        actor.Tell("even");
        ExpectMsg("left: 0");
        ExpectMsg(2);
        actor.Tell(9);
        ExpectMsg(9);
    }

    [Fact(DisplayName = "Unstash puts back the oldest only")]
    public void One()
    {
        var actor = Sys.ActorOf(Props.Create<Stasher>(TestActor));
        actor.Tell(1);
        actor.Tell(2);
        actor.Tell("one");
        ExpectMsg("left: 1");
        ExpectMsg(1);
        actor.Tell(9);
        ExpectMsg(9);
    }

    [Fact(DisplayName = "A stashed message keeps its sender")]
    public void Sender()
    {
        var actor = Sys.ActorOf(Props.Create<Stasher>(TestActor));
        var sender = CreateTestProbe();
        actor.Tell(1, sender.Ref);
        actor.Tell("all");
        sender.ExpectMsg("handled 1");
    }

    [Fact(DisplayName = "Stashing one message twice fails; so does stashing beyond the capacity")]
    public void Limits()
    {
        Sys.ActorOf(Props.Create<Clumsy>()).Tell("twice", TestActor);
        ExpectMsg(nameof(IllegalActorStateException));

        var small = Sys.ActorOf(Props.Create<Clumsy>().WithStashCapacity(1));
        small.Tell("once", TestActor);
        small.Tell("once", TestActor);
        ExpectMsg(nameof(StashOverflowException));
    }

    [Fact(DisplayName = "What is stashed when the actor stops becomes dead letters")]
    public void DeadLetters()
    {
        var actor = Sys.ActorOf(Props.Create<Stasher>(TestActor));
        actor.Tell(1);
        EventFilter.DeadLetter<int>().ExpectOne(() => actor.Tell(PoisonPill.Instance));
    }

    private sealed class Stasher : ReceiveActor, IWithStash
    {
        private readonly IActorRef _probe;

        public Stasher(IActorRef probe)
        {
            _probe = probe;
            Receive<int>(_ => Stash.Stash());
            Receive<string>(Open);
        }

        public IStash Stash { get; set; } = null!;

        private void Open(string how)
        {
            Become(() => Receive<int>(i =>
            {
                _probe.Tell(i);
                if (!Sender.Equals(_probe)) Sender.Tell($"handled {i}");
            }));
            switch (how)
            {
                case "all": Stash.UnstashAll(); break;
                case "even": Stash.UnstashAll(e => (int)e.Message % 2 == 0); break;
                default: Stash.Unstash(); break;
            }
            _probe.Tell($"left: {Stash.Count}");
        }
    }

    private sealed class Clumsy : ReceiveActor, IWithStash
    {
        public Clumsy() =>
            Receive<string>(how =>
            {
                try
                {
                    Stash.Stash();
                    if (how == "twice") Stash.Stash();
                }
                catch (AkkaException e)
                {
                    Sender.Tell(e.GetType().Name);
                }
            });

        public IStash Stash { get; set; } = null!;
    }
}
