using Akka.Event;
using GpioHub.Actors.Hosting;

namespace GpioHub.Actors.Lines;

/// <summary>How much the log tells of one guest's refused requests: a guest may have thousands of lines, and ask for anything.</summary>
/// <remarks>Guest's reactor only.</remarks>
internal sealed class RefusalLog(IMonotonicClock clock)
{
    private readonly LogThrottle _throttle = new();

    /// <summary>Monotonic, nanoseconds.</summary>
    public long NowNs => clock.NowNs;

    /// <summary>Whether another line may be written now.</summary>
    public bool MayTell() => _throttle.Allows(clock.NowNs);

    /// <summary>Says how many lines were not written since this was asked last.</summary>
    public void SayHeldBack(ILoggingAdapter log)
    {
        if (_throttle.TakeHeldBack() is > 0 and var count)
            log.Warning("{Count} lines were held back; at most {Most} a second are written", count, LogThrottle.LinesPerSecond);
    }
}
