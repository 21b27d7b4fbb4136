using GpioHub.Actors.Hosting;

namespace GpioHub.TestKit.Rigs;

/// <summary>The clock of one host. It begins as the scenario's, and may be another one, or run faster or slower.</summary>
internal sealed class HostClock(VirtualTime time) : IMonotonicClock
{
    private const double Million = 1e6;

    private long _aheadNs;
    private double _rate;                                                  // what it gains, millionths
    private TimeSpan _since;

    public long NowNs => time.NowNs + _aheadNs + Gained(time.Now);

    /// <summary>When the hub's faults and pulses need time to stop next, by this clock; null = never.</summary>
    public Func<long?> NextDueNs { get; set; } = () => null;

    /// <summary>The same by the scenario's time, in its steps of 100 ns, and never before the next step.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            if (NextDueNs() is not { } ns) return null;
            double left = (ns - NowNs) / (1 + (_rate / Million));
            return time.Now + TimeSpan.FromTicks(Math.Max((long)Math.Ceiling(left / TimeSpan.NanosecondsPerTick), 1));
        }
    }

    /// <summary>Shows another time from here on.</summary>
    /// <param name="gainsPpm">What it gains from here on, millionths.</param>
    public void Jump(TimeSpan by, double gainsPpm)
    {
        _aheadNs += Gained(time.Now) + (by.Ticks * TimeSpan.NanosecondsPerTick);
        (_rate, _since) = (gainsPpm, time.Now);
    }

    private long Gained(TimeSpan now) => (long)((now - _since).Ticks * TimeSpan.NanosecondsPerTick * _rate / Million);
}
