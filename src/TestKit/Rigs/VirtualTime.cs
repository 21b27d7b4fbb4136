using Akka.Actor;
using Akka.TestKit;

namespace GpioHub.TestKit.Rigs;

/// <summary>The scenario's time: it moves only when the scenario says so, for the actors of every hub and for guests alike.</summary>
internal sealed class VirtualTime
{
    /// <summary>The most by which actors' timers fire late: nobody can ask a scheduler when its next timer is due.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromMilliseconds(1);

    private readonly DateTimeOffset _origin;
    private readonly Dictionary<HostClock, TestScheduler> _hosts = [];
    private readonly PriorityQueue<Action, (TimeSpan At, long Number)> _due = new();
    private long _number;

    public VirtualTime(ActorSystem system) => _origin = system.Scheduler.Now;

    /// <summary>Time since the scenario began.</summary>
    public TimeSpan Now { get; private set; }

    public long NowNs => (_origin.UtcTicks + Now.Ticks) * TimeSpan.NanosecondsPerTick;

    /// <summary>Has the timers of a host's hub follow this time from here on; those of the hub before it do so no more.</summary>
    public void Move(HostClock host, ActorSystem system) => _hosts[host] = (TestScheduler)system.Scheduler;

    public void At(TimeSpan when, Action action) => _due.Enqueue(action, (when, _number++));

    /// <summary>Moves to the next instant in which something may happen, not beyond <paramref name="until"/>, and runs what is due
    /// then.</summary>
    public void Step(TimeSpan until)
    {
        var to = Now + LongestStep;
        if (_due.TryPeek(out _, out var next) && next.At < to) to = next.At;
        foreach (var host in _hosts.Keys)
            if (host.NextDue is { } due && due < to) to = due;
        if (until < to) to = until;
        if (to > Now)
        {
            var by = to - Now;
            Now = to;
            foreach (var scheduler in _hosts.Values.ToArray()) scheduler.Advance(by);
        }

        while (_due.TryPeek(out var action, out var at) && at.At <= Now)
        {
            _due.Dequeue();
            action();
        }
    }
}
