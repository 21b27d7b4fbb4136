namespace GpioHub.Hub.Tests.Support;

/// <summary>A clock that stands still until a test moves it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private TaskCompletionSource _waited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            var timer = new Timer(this, callback, state, _ticks + dueTime.Ticks, period);
            _timers.Add(timer);
            _waited.TrySetResult();
            return timer;
        }
    }

    /// <summary>Waits until someone has asked to be woken, then lets the time pass.</summary>
    public async Task AdvanceWhenWaitedForAsync(TimeSpan by)
    {
        await _waited.Task;
        lock (_lock) _waited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Advance(by);
    }

    /// <summary>Lets the time pass: who is due is woken, once for each pass.</summary>
    public void Advance(TimeSpan by)
    {
        Timer[] due;
        lock (_lock)
        {
            _ticks += by.Ticks;
            due = [.. _timers.Where(timer => timer.Due <= _ticks)];
            foreach (var timer in due.Where(timer => !timer.Again(_ticks))) _timers.Remove(timer);
        }

        foreach (var timer in due) timer.Fire();
    }

    private sealed class Timer(ManualTime time, TimerCallback callback, object? state, long due, TimeSpan period) : ITimer
    {
        public long Due { get; private set; } = due;

        /// <returns>Whether it comes again, by its period.</returns>
        public bool Again(long now)
        {
            Due = now + period.Ticks;
            return period > TimeSpan.Zero;
        }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
            lock (time._lock) time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
