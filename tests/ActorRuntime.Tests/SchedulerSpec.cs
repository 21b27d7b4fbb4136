using System.Diagnostics;
using ActorRuntime.Tests.Support;
using Akka.Actor;
using Xunit;

namespace ActorRuntime.Tests;

public class SchedulerSpec : RuntimeSpec
{
    [Fact(DisplayName = "Nothing fires early")]
    public void NotEarly()
    {
        var delay = TimeSpan.FromMilliseconds(40);
        long start = Stopwatch.GetTimestamp();
        Sys.Scheduler.ScheduleTellOnce(delay, TestActor, "due", ActorRefs.NoSender);
        ExpectMsg("due");
        Assert.True(Stopwatch.GetElapsedTime(start) >= delay);
    }

    [Fact(DisplayName = "Entries fire in order of their due time, not of their scheduling")]
    public void Order()
    {
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(150), TestActor, 2, ActorRefs.NoSender);
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(20), TestActor, 1, ActorRefs.NoSender);
        ExpectMsg(1);
        ExpectMsg(2);
    }

    [Fact(DisplayName = "A repeating entry fires until it is cancelled")]
    public void Repeats()
    {
        var task = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(TimeSpan.Zero, TimeSpan.FromMilliseconds(15), TestActor, "tick", ActorRefs.NoSender);
        ExpectMsg("tick");
        ExpectMsg("tick");
        task.Cancel();
        while (ReceiveOne(TimeSpan.FromMilliseconds(60)) is not null) { } // one may be on its way
        ExpectNoMsg(60);
    }

    [Fact(DisplayName = "An action that throws stops neither the scheduler nor its own repetition")]
    public void ThrowingAction()
    {
        Sys.Scheduler.Advanced.ScheduleOnce(TimeSpan.Zero, () => throw new InvalidOperationException("action"));
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(20), TestActor, "still alive", ActorRefs.NoSender);
        ExpectMsg("still alive");
    }

    [Fact(DisplayName = "Negative delays and intervals that are not positive are refused")]
    public void Ranges()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(-1), TestActor, "x", ActorRefs.NoSender));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Sys.Scheduler.ScheduleTellRepeatedly(TimeSpan.Zero, TimeSpan.Zero, TestActor, "x", ActorRefs.NoSender));
    }

    [Fact(DisplayName = "A linked cancelable is cancelled with any of its parts")]
    public void Linked()
    {
        var part = new Cancelable(Sys.Scheduler);
        var linked = Cancelable.CreateLinkedCancelable(Sys.Scheduler, new Cancelable(Sys.Scheduler), part);
        Assert.False(linked.IsCancellationRequested);
        part.Cancel();
        Assert.True(linked.IsCancellationRequested);
        Assert.True(Cancelable.CreateCanceled().IsCancellationRequested);
    }
}
