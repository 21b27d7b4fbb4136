using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using GpioHub.Actors.Hosting;
using Xunit;

namespace GpioHub.Actors.Tests.Hosting;

/// <summary>The hub's timers: what they promise, and that they cost nothing while nothing is due.</summary>
public sealed class SleepingSchedulerSpec : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SleepingScheduler _scheduler = new(Config.Empty, NoLogger.Instance);

    public void Dispose() => _scheduler.Dispose();

    [Fact(DisplayName = "It sleeps until something is due: one timer costs two wake-ups, however long it takes")]
    public async Task Sleeps()
    {
        long before = _scheduler.Wakes;
        await After(TimeSpan.FromMilliseconds(200));
        Assert.InRange(_scheduler.Wakes - before, 1, 2);
    }

    [Fact(DisplayName = "Nothing fires early")]
    public async Task NotEarly()
    {
        var delay = TimeSpan.FromMilliseconds(20.3);
        long start = Stopwatch.GetTimestamp();
        await After(delay);
        Assert.True(Stopwatch.GetElapsedTime(start) >= delay);
    }

    [Fact(DisplayName = "Entries fire in the order of their instants, not in that of their scheduling")]
    public async Task Order()
    {
        var order = new List<int>();
        var later = After(TimeSpan.FromMilliseconds(60), () => order.Add(2));
        await Task.WhenAll(later, After(TimeSpan.FromMilliseconds(5), () => order.Add(1)));
        Assert.Equal([1, 2], order);
    }

    [Fact(DisplayName = "A repeating entry fires at every interval, also after it has thrown, until it is cancelled")]
    public async Task Repeats()
    {
        using var cancelable = new Cancelable((IScheduler)_scheduler);
        var fired = new SemaphoreSlim(0);
        ((IAdvancedScheduler)_scheduler).ScheduleRepeatedly(
            TimeSpan.Zero,
            TimeSpan.FromMilliseconds(1),
            () =>
            {
                fired.Release();
                throw new InvalidOperationException("an action of somebody");
            },
            cancelable);
        for (int i = 0; i < 3; i++) Assert.True(await fired.WaitAsync(Patience));
        cancelable.Cancel();
        await After(TimeSpan.FromMilliseconds(1));             // one that was under way has ended
        int count = fired.CurrentCount;
        await After(TimeSpan.FromMilliseconds(20));
        Assert.Equal(count, fired.CurrentCount);
    }

    [Fact(DisplayName = "A cancelled entry does not fire")]
    public async Task Cancelled()
    {
        using var cancelable = new Cancelable((IScheduler)_scheduler);
        bool fired = false;
        ((IAdvancedScheduler)_scheduler).ScheduleOnce(TimeSpan.FromMilliseconds(10), () => fired = true, cancelable);
        cancelable.Cancel();
        await After(TimeSpan.FromMilliseconds(20));
        Assert.False(fired);
    }

    [Fact(DisplayName = "A timer that is started and cancelled without end takes no room, and those that are not cancelled stay")]
    public void Purged()
    {
        for (int i = 0; i < 100_000; i++)
        {
            using var cancelable = new Cancelable((IScheduler)_scheduler);
            ((IAdvancedScheduler)_scheduler).ScheduleOnce(TimeSpan.FromHours(1), () => { }, cancelable);
            cancelable.Cancel();
        }

        for (int i = 0; i < 1_000; i++) ((IAdvancedScheduler)_scheduler).ScheduleOnce(TimeSpan.FromHours(1), () => { });
        Assert.InRange(_scheduler.Count, 1_000, 2_000);
    }

    [Fact(DisplayName = "A delay or an interval of any length is taken")]
    public async Task Endless()
    {
        ((IAdvancedScheduler)_scheduler).ScheduleOnce(TimeSpan.MaxValue, () => { });
        ((IAdvancedScheduler)_scheduler).ScheduleRepeatedly(TimeSpan.Zero, TimeSpan.MaxValue, () => { });
        await After(TimeSpan.FromMilliseconds(1));
    }

    [Fact(DisplayName = "After the end a new timer is refused, and what was scheduled does not fire")]
    public void Ended()
    {
        ((IAdvancedScheduler)_scheduler).ScheduleOnce(TimeSpan.FromHours(1), () => throw new InvalidOperationException("too late"));
        _scheduler.Dispose();
        Assert.Throws<SchedulerException>(() => ((IAdvancedScheduler)_scheduler).ScheduleOnce(TimeSpan.Zero, () => { }));
    }

    private Task After(TimeSpan delay, Action? action = null)
    {
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ((IAdvancedScheduler)_scheduler).ScheduleOnce(
            delay,
            () =>
            {
                action?.Invoke();
                fired.SetResult();
            });
        return fired.Task.WaitAsync(Patience);
    }
}
