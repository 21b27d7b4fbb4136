namespace Akka.Actor;

/// <summary>An actor with timers of its own. They end with the incarnation that started them.</summary>
public interface IWithTimers
{
    ITimerScheduler Timers { get; set; }
}

/// <summary>Timers by key. Starting one under a key in use cancels the earlier, and no message of that one is seen any more.</summary>
public interface ITimerScheduler
{
    void StartPeriodicTimer(object key, object msg, TimeSpan interval);

    void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender);

    void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval);

    void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender);

    void StartSingleTimer(object key, object msg, TimeSpan timeout);

    void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender);

    bool IsTimerActive(object key);

    IReadOnlyCollection<object> ActiveTimers { get; }

    void Cancel(object key);

    void CancelAll();
}

/// <summary>A timer's message on its way: which timer it belongs to decides whether it still counts.</summary>
internal class TimerMessage(TimerScheduler owner, object key, int generation, object message) : IWrappedMessage, INoSerializationVerificationNeeded
{
    public TimerScheduler Owner => owner;

    public object Key => key;

    public int Generation => generation;

    public object Message => message;
}

internal sealed class QuietTimerMessage(TimerScheduler owner, object key, int generation, object message)
    : TimerMessage(owner, key, generation, message), INotInfluenceReceiveTimeout;

internal sealed class TimerScheduler : ITimerScheduler
{
    private sealed record Timer(object Message, int Generation, bool Repeats, ICancelable Task);

    private readonly ActorCell _cell;
    private readonly Dictionary<object, Timer> _timers = [];
    private int _generation;

    public TimerScheduler(ActorCell cell) => _cell = cell;

    public IReadOnlyCollection<object> ActiveTimers => _timers.Keys;

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval) => Start(key, msg, interval, interval, null);

    public void StartPeriodicTimer(object key, object msg, TimeSpan interval, IActorRef sender) => Start(key, msg, interval, interval, sender);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval) => Start(key, msg, initialDelay, interval, null);

    public void StartPeriodicTimer(object key, object msg, TimeSpan initialDelay, TimeSpan interval, IActorRef sender) =>
        Start(key, msg, initialDelay, interval, sender);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout) => Start(key, msg, timeout, null, null);

    public void StartSingleTimer(object key, object msg, TimeSpan timeout, IActorRef sender) => Start(key, msg, timeout, null, sender);

    public bool IsTimerActive(object key) => _timers.ContainsKey(key);

    public void Cancel(object key)
    {
        if (_timers.Remove(key, out var timer)) timer.Task.Cancel();
    }

    public void CancelAll()
    {
        foreach (var timer in _timers.Values) timer.Task.Cancel();
        _timers.Clear();
    }

    /// <summary>The message that was asked for; null if the timer does not count any more.</summary>
    public object Intercept(TimerMessage arrived)
    {
        if (!ReferenceEquals(arrived.Owner, this)) return null;
        if (!_timers.TryGetValue(arrived.Key, out var timer) || timer.Generation != arrived.Generation) return null;
        if (!timer.Repeats) _timers.Remove(arrived.Key);
        return timer.Message;
    }

    private void Start(object key, object message, TimeSpan delay, TimeSpan? interval, IActorRef sender)
    {
        Cancel(key);
        int generation = ++_generation;
        var wrapped = message is INotInfluenceReceiveTimeout
            ? new QuietTimerMessage(this, key, generation, message)
            : new TimerMessage(this, key, generation, message);
        var scheduler = _cell.System.Scheduler;
        var task = interval is { } period
            ? scheduler.ScheduleTellRepeatedlyCancelable(delay, period, _cell.Self, wrapped, sender)
            : scheduler.ScheduleTellOnceCancelable(delay, _cell.Self, wrapped, sender);
        _timers[key] = new Timer(message, generation, interval is not null, task);
    }
}
