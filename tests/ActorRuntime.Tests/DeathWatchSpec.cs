using ActorRuntime.Tests.Support;
using Akka.Actor;
using Xunit;

namespace ActorRuntime.Tests;

public class DeathWatchSpec : RuntimeSpec
{
    [Fact(DisplayName = "Terminated confirms the existence of an actor that dies watched, not of one that was gone")]
    public void ExistenceConfirmed()
    {
        var actor = NewRecorder();
        Watch(actor);
        Sys.Stop(actor);
        FishForMessage(m => m is "stopped");
        Assert.True(ExpectTerminated(actor).ExistenceConfirmed);

        var late = CreateTestProbe();
        late.Watch(actor);
        Assert.False(late.ExpectTerminated(actor).ExistenceConfirmed);
    }

    [Fact(DisplayName = "Watching an actor that never was is answered at once")]
    public void NeverExisted()
    {
        var never = ((ExtendedActorSystem)Sys).Provider.ResolveActorRef("akka://test/user/never");
        Watch(never);
        Assert.False(ExpectTerminated(never).ExistenceConfirmed);
    }

    [Fact(DisplayName = "Watching twice gives one Terminated; watching again after it gives another")]
    public void Once()
    {
        var actor = NewRecorder();
        var probe = CreateTestProbe();
        probe.Watch(actor);
        probe.Watch(actor);
        Sys.Stop(actor);
        probe.ExpectTerminated(actor);
        probe.ExpectNoMsg(50);
        probe.Watch(actor);
        probe.ExpectTerminated(actor);
    }

    [Fact(DisplayName = "A Terminated that is not handled makes the watcher fail with DeathPactException")]
    public void DeathPact()
    {
        var watcher = NewRecorder();
        var victim = CreateTestProbe();
        watcher.Tell(victim.Ref);
        ExpectMsg("watching");
        EventFilter.Exception<DeathPactException>().ExpectOne(() => Sys.Stop(victim.Ref));
        ExpectMsg("stopped");
    }

    [Fact(DisplayName = "Watches survive a restart of the watcher")]
    public void SurvivesRestart()
    {
        var victim = Sys.ActorOf(Props.Create<Quiet>());
        var watcher = Sys.ActorOf(Props.Create<Watcher>(TestActor, victim));
        watcher.Tell("watch");
        watcher.Tell("fail");
        watcher.Tell("ping");
        ExpectMsg("pong");
        Sys.Stop(victim);
        ExpectMsg("gone");
    }

    [Fact(DisplayName = "WatchWith delivers its message instead; a second registration changes nothing")]
    public void WatchWith()
    {
        var victim = Sys.ActorOf(Props.Create<Quiet>());
        var watcher = Sys.ActorOf(Props.Create<Watcher>(TestActor, victim));
        watcher.Tell("watch with first");
        watcher.Tell("watch with second");
        watcher.Tell("ping");
        ExpectMsg("pong");
        Sys.Stop(victim);
        ExpectMsg("first");
        ExpectNoMsg(50);
    }

    [Fact(DisplayName = "After Unwatch no Terminated is seen, not even one that is queued already")]
    public void UnwatchIsFinal()
    {
        var victim = Sys.ActorOf(Props.Create<Quiet>());
        var watcher = Sys.ActorOf(Props.Create<Watcher>(TestActor, victim));
        var observer = CreateTestProbe();
        observer.Watch(victim);
        using var gate = new ManualResetEventSlim();

        watcher.Tell("watch");
        watcher.Tell(gate);
        watcher.Tell("unwatch");
        watcher.Tell("ping");
        ExpectMsg("waiting");
        Sys.Stop(victim);
        observer.ExpectTerminated(victim); // the watcher is told in the same breath, before or after
        gate.Set();
        ExpectMsg("pong");
        ExpectNoMsg(50);
    }

    [Fact(DisplayName = "A parent that watches its child gets Terminated, and the name is free by then")]
    public void ParentWatches()
    {
        Sys.ActorOf(Props.Create<Respawner>(TestActor));
        var first = ExpectMsg<IActorRef>();
        first.Tell(PoisonPill.Instance);
        var second = ExpectMsg<IActorRef>();
        Assert.Equal(first.Path, second.Path);
        Assert.NotEqual(first.Path.Uid, second.Path.Uid);
    }

    private sealed class Quiet : ReceiveActor;

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(IActorRef probe, IActorRef victim)
        {
            Receive<ManualResetEventSlim>(gate =>
            {
                probe.Tell("waiting");
                Assert.True(gate.Wait(Patience));
            });
            Receive<string>(s =>
            {
                switch (s)
                {
                    case "watch": Context.Watch(victim); break;
                    case "watch with first": Context.WatchWith(victim, "first"); break;
                    case "watch with second": Context.WatchWith(victim, "second"); break;
                    case "unwatch": Context.Unwatch(victim); break;
                    case "fail": throw new InvalidOperationException("fail");
                    case "ping": probe.Tell("pong"); break;
                    default: probe.Tell(s); break;
                }
            });
            Receive<Terminated>(_ => probe.Tell("gone"));
        }
    }

    private sealed class Respawner : ReceiveActor
    {
        private readonly IActorRef _probe;

        public Respawner(IActorRef probe)
        {
            _probe = probe;
            Receive<Terminated>(_ => Spawn());
        }

        protected override void PreStart() => Spawn();

        private void Spawn() => _probe.Tell(Context.Watch(Context.ActorOf(Props.Create<Quiet>(), "child")));
    }
}
