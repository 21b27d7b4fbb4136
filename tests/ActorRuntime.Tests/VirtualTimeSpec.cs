using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Xunit;

namespace ActorRuntime.Tests;

public class VirtualTimeSpec : Akka.TestKit.Xunit2.TestKit
{
    private static readonly Config Virtual =
        ConfigurationFactory.ParseString("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"").WithFallback(DefaultConfig);

    public VirtualTimeSpec() : base(Virtual) { }

    private TestScheduler Time => (TestScheduler)Sys.Scheduler;

    [Fact(DisplayName = "A repeating entry fires once per Advance, however many intervals it spans")]
    public void OncePerAdvance()
    {
        Time.ScheduleTellRepeatedly(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TestActor, "tick", ActorRefs.NoSender);
        Time.Advance(TimeSpan.FromSeconds(5));
        ExpectMsg("tick");
        Assert.Null(ReceiveOne(TimeSpan.Zero));
        for (int i = 0; i < 5; i++) Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(5, ReceiveN(5).Count);
        Assert.Null(ReceiveOne(TimeSpan.Zero));
    }

    [Fact(DisplayName = "The initial delay, then the interval")]
    public void InitialDelay()
    {
        Time.ScheduleTellRepeatedly(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TestActor, "tick", ActorRefs.NoSender);
        Time.Advance(TimeSpan.FromSeconds(1));
        ExpectMsg("tick");
        Time.Advance(TimeSpan.FromSeconds(9));
        Assert.Null(ReceiveOne(TimeSpan.Zero));
        Time.Advance(TimeSpan.FromSeconds(1));
        ExpectMsg("tick");
    }

    [Fact(DisplayName = "A cancelled entry does not fire, but a single action does: it ignores its cancelable")]
    public void Cancelling()
    {
        var cancelable = new Cancelable((IScheduler)Time);
        Time.ScheduleTellOnce(TimeSpan.FromSeconds(1), TestActor, "message", ActorRefs.NoSender, cancelable);
        Time.Advanced.ScheduleOnce(TimeSpan.FromSeconds(1), () => TestActor.Tell("action"), cancelable);
        cancelable.Cancel();
        Time.Advance(TimeSpan.FromSeconds(1));
        ExpectMsg("action");
        Assert.Null(ReceiveOne(TimeSpan.Zero));
    }

    [Fact(DisplayName = "Time does not run backwards")]
    public void Backwards() => Assert.Throws<InvalidOperationException>(() => Time.AdvanceTo(Time.Now.AddSeconds(-1)));

    [Fact(DisplayName = "The receive timeout is virtual, and any message starts it anew")]
    public void ReceiveTimeoutIsVirtual()
    {
        var actor = Sys.ActorOf(Props.Create<Impatient>(TestActor));
        ExpectMsg("up");
        AskPing(actor);
        Time.Advance(TimeSpan.FromMilliseconds(60));
        AskPing(actor);
        Time.Advance(TimeSpan.FromMilliseconds(60));
        AskPing(actor);
        Time.Advance(TimeSpan.FromMilliseconds(100));
        ExpectMsg("timeout");
    }

    [Fact(DisplayName = "Timers fire on the scheduler's time; a cancelled or replaced one is not seen")]
    public void Timers()
    {
        var actor = Sys.ActorOf(Props.Create<Timed>(TestActor));
        AskPing(actor);
        Time.Advance(TimeSpan.FromSeconds(1));
        ExpectMsg("replacement");
        ExpectMsg("periodic");
        AskPing(actor);
        Time.Advance(TimeSpan.FromSeconds(1));
        ExpectMsg("periodic");
        Assert.Null(ReceiveOne(TimeSpan.Zero));
    }

    [Fact(DisplayName = "A single timer is not active any more when its message is handled")]
    public void SingleTimerEnds()
    {
        var actor = Sys.ActorOf(Props.Create<Timed>(TestActor));
        AskPing(actor);
        Time.Advance(TimeSpan.FromSeconds(1));
        ExpectMsg("replacement");
        ExpectMsg("periodic");
        actor.Tell("active?");
        ExpectMsg("periodic key"); // of the three keys only this one
    }

    /// <summary>Returns when the actor has handled all that was sent before.</summary>
    private void AskPing(IActorRef actor)
    {
        actor.Tell("ping");
        ExpectMsg("pong");
    }

    private sealed class Impatient : ReceiveActor
    {
        public Impatient(IActorRef probe)
        {
            Context.SetReceiveTimeout(TimeSpan.FromMilliseconds(100));
            Receive<ReceiveTimeout>(_ => probe.Tell("timeout"));
            Receive<string>(_ => probe.Tell("pong"));
            probe.Tell("up");
        }
    }

    private sealed class Timed : ReceiveActor, IWithTimers
    {
        public Timed(IActorRef probe)
        {
            Receive<string>(s => s == "ping", _ => probe.Tell("pong"));
            Receive<string>(s => s == "active?", _ => probe.Tell(string.Join(",", Timers.ActiveTimers)));
            Receive<string>(s => probe.Tell(s));
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart()
        {
            Timers.StartSingleTimer("single key", "replaced", TimeSpan.FromSeconds(1));
            Timers.StartSingleTimer("single key", "replacement", TimeSpan.FromSeconds(1));
            Timers.StartPeriodicTimer("periodic key", "periodic", TimeSpan.FromSeconds(1));
            Timers.StartSingleTimer("cancelled key", "cancelled", TimeSpan.FromSeconds(1));
            Timers.Cancel("cancelled key");
        }
    }
}
