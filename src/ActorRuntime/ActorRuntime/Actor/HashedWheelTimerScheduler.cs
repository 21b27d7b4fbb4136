using System.Diagnostics;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Real time: one thread that sleeps until the next entry is due.</summary>
/// <remarks>Akka.NET's class of this name ticks every 10 ms; here a sorted queue does, so that an idle system uses no CPU. Neither fires early.</remarks>
public sealed class HashedWheelTimerScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider, IDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5); // as Akka.NET's shutdown-timeout: an action may hang

    private readonly Lock _gate = new();
    private readonly PriorityQueue<Entry, (long Due, long Order)> _entries = new();
    private readonly AutoResetEvent _changed = new(false);
    private long _order;
    private Thread _thread;       // started with the first entry
    private volatile bool _stopped;

    public HashedWheelTimerScheduler(Config scheduler, ILoggingAdapter log) : base(scheduler, log) { }

    private sealed record Entry(Action Action, TimeSpan? Interval, ICancelable Cancelable);

    protected override DateTimeOffset TimeNow => DateTimeOffset.UtcNow;

    public override TimeSpan MonotonicClock => TimeSpan.FromTicks(Ticks);

    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    private static long Ticks => Stopwatch.GetElapsedTime(0).Ticks;

    public void Dispose()
    {
        _stopped = true;
        _changed.Set();
        if (_thread is { } thread && thread != Thread.CurrentThread) thread.Join(StopTimeout);
    }

    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(new Entry(() => receiver.Tell(message, sender), null, cancelable), delay);

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(new Entry(() => receiver.Tell(message, sender), interval, cancelable), initialDelay);

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Add(new Entry(action, null, cancelable), delay);

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Add(new Entry(action.Run, null, cancelable), delay);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Add(new Entry(action, interval, cancelable), initialDelay);

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Add(new Entry(action.Run, interval, cancelable), initialDelay);

    private void Add(Entry entry, TimeSpan delay)
    {
        bool isNext;
        lock (_gate)
        {
            if (_stopped) throw new SchedulerException("cannot enqueue after timer shutdown");
            long due = Ticks + delay.Ticks;
            isNext = !_entries.TryPeek(out _, out var next) || due < next.Due;
            _entries.Enqueue(entry, (due, _order++));
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "akka-scheduler" };
                _thread.Start();
            }
        }
        if (isNext) _changed.Set();
    }

    private void Run()
    {
        while (!_stopped)
        {
            TimeSpan wait = RunDue();
            if (wait > TimeSpan.Zero || wait == Timeout.InfiniteTimeSpan) _changed.WaitOne(wait);
        }
    }

    /// <summary>Runs one entry if one is due.</summary>
    /// <returns>how long to wait for the next; whole milliseconds, rounded up, so that nothing fires early</returns>
    private TimeSpan RunDue()
    {
        Entry entry;
        lock (_gate)
        {
            if (!_entries.TryPeek(out entry, out var key)) return Timeout.InfiniteTimeSpan;
            long early = key.Due - Ticks;
            if (early > 0) return TimeSpan.FromMilliseconds(Math.Min(int.MaxValue, Math.Ceiling(early / (double)TimeSpan.TicksPerMillisecond)));
            _entries.Dequeue();
            if (entry is { Interval: { } interval, Cancelable: not { IsCancellationRequested: true } })
                _entries.Enqueue(entry, (key.Due + interval.Ticks, _order++));
        }
        if (entry.Cancelable is { IsCancellationRequested: true }) return TimeSpan.Zero;
        try
        {
            entry.Action();
        }
        catch (Exception e)
        {
            Log?.Error(e, "exception while executing timer task");
        }
        return TimeSpan.Zero;
    }
}
