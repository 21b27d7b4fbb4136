using Akka.Event;
using GpioHub.Actors.Hosting;

namespace GpioHub.Actors.Lines;

/// <summary>How much the log tells of one guest's refused requests: a guest may have thousands of lines, and ask for anything.</summary>
/// <remarks>Guest's reactor only.</remarks>
internal sealed class RefusalLog(IMonotonicClock clock)
{
    /// <summary>Requests answered ERR within a second that are a burst. Our limit.</summary>
    public const int Burst = 100;

    private const long SecondNs = 1_000_000_000;

    private readonly LogThrottle _throttle = new();
    private long? _secondNs;
    private int _errors;

    /// <summary>Called once in a second in which there was a burst.</summary>
    public Action OnBurst { get; set; } = () => { };

    /// <summary>Monotonic, nanoseconds.</summary>
    public long NowNs => clock.NowNs;

    /// <summary>Counts requests answered ERR.</summary>
    public void Count(int requests)
    {
        long now = clock.NowNs;
        if (_secondNs is not { } began || now - began >= SecondNs) (_secondNs, _errors) = (now, 0);
        int before = _errors;
        _errors += requests;
        if (before < Burst && _errors >= Burst) OnBurst();
    }

    /// <summary>Whether another line may be written now.</summary>
    public bool MayTell() => _throttle.Allows(clock.NowNs);

    /// <summary>Says how many lines were not written since this was asked last.</summary>
    public void SayHeldBack(ILoggingAdapter log)
    {
        if (_throttle.TakeHeldBack() is > 0 and var count)
            log.Warning("{Count} lines were held back; at most {Most} a second are written", count, LogThrottle.LinesPerSecond);
    }
}
