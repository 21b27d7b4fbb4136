using Akka.Actor;
using Akka.TestKit;
using GpioHub.Actors.Hosting;

namespace GpioHub.TestKit.Rigs;

/// <summary>The scenario's clock: it moves only when the scenario says so, for actors and guests alike.</summary>
internal sealed class VirtualTime : IMonotonicClock
{
    /// <summary>The most by which actors' timers fire late: nobody can ask a scheduler when its next timer is due.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromMilliseconds(1);

    private readonly DateTimeOffset _origin;
    private TestScheduler _scheduler;
    private DateTimeOffset _zero;
    private TimeSpan _before;                                              // what had passed when the present scheduler began
    private readonly PriorityQueue<Action, (TimeSpan At, long Number)> _due = new();
    private long _number;

    public VirtualTime(ActorSystem system)
    {
        _scheduler = (TestScheduler)system.Scheduler;
        _origin = _zero = _scheduler.Now;
    }

    /// <summary>Time since the scenario began.</summary>
    public TimeSpan Now => _before + (_scheduler.Now - _zero);

    public long NowNs => (_origin.UtcTicks + Now.Ticks) * TimeSpan.NanosecondsPerTick;

    /// <summary>When the hub's faults and pulses need time to stop next, on the clock of <see cref="NowNs"/>; null = never.</summary>
    public Func<long?> NextDueNs { get; set; } = () => null;

    /// <summary>Goes on with the timers of another hub, which follows the one before. The scenario's own stay.</summary>
    public void GoOnWith(ActorSystem system)
    {
        _before = Now;
        _scheduler = (TestScheduler)system.Scheduler;
        _zero = _scheduler.Now;
    }

    public void At(TimeSpan when, Action action) => _due.Enqueue(action, (when, _number++));

    /// <summary>Moves to the next instant in which something may happen, not beyond <paramref name="until"/>, and runs what is due
    /// then.</summary>
    public void Step(TimeSpan until)
    {
        var to = Now + LongestStep;
        if (_due.TryPeek(out _, out var next) && next.At < to) to = next.At;
        if (DueAtHub() is { } due && due < to) to = due;
        if (until < to) to = until;
        if (to > Now) _scheduler.Advance(to - Now);
        while (_due.TryPeek(out var action, out var at) && at.At <= Now)
        {
            _due.Dequeue();
            action();
        }
    }

    /// <summary>The hub's next due time, in steps of 100 ns, and never before the next step.</summary>
    private TimeSpan? DueAtHub()
    {
        if (NextDueNs() is not { } ns) return null;
        long left = (ns - NowNs + TimeSpan.NanosecondsPerTick - 1) / TimeSpan.NanosecondsPerTick;
        return Now + TimeSpan.FromTicks(Math.Max(left, 1));
    }
}
