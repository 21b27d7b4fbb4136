using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.TestKit;

/// <summary>Time that moves when the test says so. Entries run on the test's thread.</summary>
/// <remarks>
/// With Akka.NET's two surprises: a repeating entry fires once per <see cref="Advance"/>, however many intervals it spans, and starts
/// its next interval then; and ScheduleOnce with an action ignores its cancelable.
/// </remarks>
public class TestScheduler : IScheduler, IAdvancedScheduler
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, List<Entry>> _entries = [];   // by due time, UTC ticks
    private DateTimeOffset _now = DateTimeOffset.UtcNow;

    public TestScheduler(Config schedulerConfig, ILoggingAdapter log) { }

    private sealed record Entry(Action Run, TimeSpan? Interval, ICancelable Cancelable)
    {
        public bool IsLive => Cancelable?.IsCancellationRequested != true;
    }

    public DateTimeOffset Now => _now;

    /// <summary>Real time.</summary>
    public TimeSpan MonotonicClock => Stopwatch.GetElapsedTime(0);

    /// <summary>Real time.</summary>
    public TimeSpan HighResMonotonicClock => Stopwatch.GetElapsedTime(0);

    public IAdvancedScheduler Advanced => this;

    /// <summary>Moves time on and runs what has become due, in order of due time.</summary>
    public void Advance(TimeSpan offset)
    {
        List<List<Entry>> due = [];
        lock (_lock)
        {
            _now += offset;
            foreach (long time in _entries.Keys.TakeWhile(t => t <= _now.UtcTicks).ToList())
            {
                due.Add(_entries[time]);
                _entries.Remove(time);
            }
        }
        foreach (var entries in due)
        {
            foreach (var entry in entries.Where(e => e.IsLive)) entry.Run();
            foreach (var entry in entries.Where(e => e.Interval is not null && e.IsLive)) Add(entry.Interval.Value, entry);
        }
    }

    /// <exception cref="InvalidOperationException"><paramref name="when"/> is past</exception>
    public void AdvanceTo(DateTimeOffset when)
    {
        if (when < _now) throw new InvalidOperationException("You can't reverse time...");
        Advance(when - _now);
    }

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellOnce(delay, receiver, message, sender, null);

    public void ScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(delay, new Entry(() => receiver.Tell(message, sender), null, cancelable));

    public void ScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender) =>
        ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, null);

    public void ScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(initialDelay, new Entry(() => receiver.Tell(message, sender), interval, cancelable));

    public void ScheduleOnce(TimeSpan delay, Action action) => Add(delay, new Entry(action, null, null));

    public void ScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) => ScheduleOnce(delay, action);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action) => ScheduleRepeatedly(initialDelay, interval, action, null);

    public void ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Add(initialDelay, new Entry(action, interval, cancelable));

    void IRunnableScheduler.ScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) => throw new NotImplementedException();

    void IRunnableScheduler.ScheduleOnce(TimeSpan delay, IRunnable action) => throw new NotImplementedException();

    void IRunnableScheduler.ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        throw new NotImplementedException();

    void IRunnableScheduler.ScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action) => throw new NotImplementedException();

    private void Add(TimeSpan delay, Entry entry)
    {
        lock (_lock)
        {
            long due = (_now + delay).UtcTicks;
            if (!_entries.TryGetValue(due, out var entries)) _entries[due] = entries = [];
            entries.Add(entry);
        }
    }
}
