using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Xunit;

namespace GpioHub.Actors.Tests.AkkaNet;

/// <summary>The surprises of TestScheduler, which scenarios take their time from.</summary>
public class VirtualTimeSpec : TestKit
{
    private static readonly Config Virtual = ConfigurationFactory
        .ParseString("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"").WithFallback(DefaultConfig);

    public VirtualTimeSpec()
        : base(Virtual)
    {
    }

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

    [Fact(DisplayName = "A cancelled message is not told, but a single action runs: it ignores its cancelable")]
    public void Cancelling()
    {
        using var cancelable = new Cancelable((IScheduler)Time);
        Time.ScheduleTellOnce(TimeSpan.FromSeconds(1), TestActor, "message", ActorRefs.NoSender, cancelable);
        Time.Advanced.ScheduleOnce(TimeSpan.FromSeconds(1), () => TestActor.Tell("action"), cancelable);
        cancelable.Cancel();
        Time.Advance(TimeSpan.FromSeconds(1));
        ExpectMsg("action");
        Assert.Null(ReceiveOne(TimeSpan.Zero));
    }
}
