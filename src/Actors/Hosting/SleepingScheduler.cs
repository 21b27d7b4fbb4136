using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace GpioHub.Actors.Hosting;

/// <summary>A scheduler of timers in real time: one thread that sleeps until the next entry is due.</summary>
/// <remarks>
/// Akka.NET's own scheduler ticks every 10 ms from its first timer on, which costs an idle hub 4 % of a CPU. <see cref="AkkaSettings"/>
/// names this one instead. An entry never fires early. Entries that are due fire in the order of their instants. Cancelled entries are
/// thrown away when they may be half of all, so that a timer that is started again and again takes no room. Any thread.
/// </remarks>
internal sealed class SleepingScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider, IDisposable
{
    /// <summary>How long disposing waits for an action that hangs: our limit.</summary>
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(5);

    /// <summary>A delay beyond it is as good as never, and sums of times do not overflow: our limit.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3_650);

    /// <summary>So few entries are not looked through for cancelled ones.</summary>
    private const int Few = 256;

    private readonly Lock _gate = new();
    private readonly PriorityQueue<Entry, (TimeSpan Due, long Order)> _entries = new();
    private readonly AutoResetEvent _changed = new(false);
    private readonly Thread _thread;
    private int _purgeAt = Few;
    private long _order;
    private bool _ended;

    /// <param name="scheduler">The section <c>akka.scheduler</c>; none of its settings is used.</param>
    /// <param name="log">Gets what an action throws.</param>
    public SleepingScheduler(Config scheduler, ILoggingAdapter log)
        : base(scheduler, log)
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "timers" };
        _thread.Start();
    }

    public override TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(0);

    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    protected override DateTimeOffset TimeNow => DateTimeOffset.UtcNow;

    /// <summary>Entries that are kept, cancelled ones among them.</summary>
    internal int Count
    {
        get
        {
            lock (_gate) return _entries.Count;
        }
    }

    /// <summary>How often the thread has woken up.</summary>
    internal long Wakes { get; private set; }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_ended) return;
            _ended = true;
        }

        _changed.Set();
        if (_thread != Thread.CurrentThread && _thread.Join(EndTime)) _changed.Dispose();
    }

    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender,
        ICancelable cancelable) =>
        Add(delay, new Entry(() => receiver.Tell(message, sender), Interval: null, cancelable));

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(initialDelay, new Entry(() => receiver.Tell(message, sender), interval, cancelable));

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Add(delay, new Entry(action, Interval: null, cancelable));

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Add(delay, new Entry(action.Run, Interval: null, cancelable));

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Add(initialDelay, new Entry(action, interval, cancelable));

    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Add(initialDelay, new Entry(action.Run, interval, cancelable));

    private void Add(TimeSpan delay, Entry entry)
    {
        var due = MonotonicClock + Bounded(delay);
        lock (_gate)
        {
            if (_ended) throw new SchedulerException("the actor system has ended: no timer starts any more");
            bool isNext = !_entries.TryPeek(out _, out var next) || due < next.Due;
            _entries.Enqueue(entry, (due, _order++));
            if (_entries.Count >= _purgeAt) Purge();
            if (isNext) _changed.Set();
        }
    }

    private void Purge()
    {
        var kept = _entries.UnorderedItems.Where(item => !item.Element.IsCancelled).ToArray();
        _entries.Clear();
        _entries.EnqueueRange(kept);
        _purgeAt = Math.Max(Few, 2 * kept.Length);
    }

    private static TimeSpan Bounded(TimeSpan time) => time < Longest ? time : Longest;

    private void Run()
    {
        while (true)
        {
            var (entry, wait) = Next();
            if (entry is null && wait is null) return;
            if (entry is not null) Fire(entry);
            else Sleep(wait!.Value);
        }
    }

    private void Sleep(TimeSpan time)
    {
        _changed.WaitOne(time);
        Wakes++;
    }

    /// <returns>An entry that is due; or the time to wait for one; or neither: the end.</returns>
    private (Entry? Due, TimeSpan? Wait) Next()
    {
        lock (_gate)
        {
            if (_ended) return (null, null);
            if (!_entries.TryPeek(out var entry, out var key)) return (null, Timeout.InfiniteTimeSpan);
            var left = key.Due - MonotonicClock;
            // Whole milliseconds, rounded up: a wait takes no less, and no entry may fire early.
            if (left > TimeSpan.Zero)
                return (null, TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(left.TotalMilliseconds), int.MaxValue)));
            _entries.Dequeue();
            if (entry is { Interval: { } interval, IsCancelled: false })
            {
                // Of the plan, so that nothing adds up; what an action that took long has missed is not made up for.
                var next = key.Due + Bounded(interval);
                _entries.Enqueue(entry, (next > MonotonicClock ? next : MonotonicClock + Bounded(interval), _order++));
            }

            return (entry, null);
        }
    }

    private void Fire(Entry entry)
    {
        if (entry.IsCancelled) return;
        try
        {
            entry.Action();
        }
        catch (Exception e)   // whoever scheduled it does not hear of it, and other timers go on
        {
            Log.Error(e, "a timer's action failed");
        }
    }

    /// <param name="Interval">null = once.</param>
    private sealed record Entry(Action Action, TimeSpan? Interval, ICancelable? Cancelable)
    {
        public bool IsCancelled => Cancelable is { IsCancellationRequested: true };
    }
}
