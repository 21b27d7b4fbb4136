using Akka.Event;
using GpioHub.Actors.Hosting;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Actors.Guests;

/// <summary>What the log tells of a guest: a front-end can cause any number of lines, so they are throttled.</summary>
internal sealed class GuestLog(ILoggingAdapter log, IMonotonicClock clock, GuestTimers timers)
{
    private readonly LogThrottle _throttle = new();

    /// <summary>For what a front-end cannot cause often.</summary>
    public ILoggingAdapter Unthrottled => log;

    /// <returns>false: the line is held back, as too many came before it.</returns>
    public bool Say(SessionLogLevel level, string text)
    {
        if (level != SessionLogLevel.Debug && !_throttle.Allows(clock.NowNs))
        {
            timers.StartOnce(GuestTimer.HeldBack, LogThrottle.Window);
            return false;
        }

        switch (level)
        {
            case SessionLogLevel.Error:
                log.Error("{Text}", text);
                break;
            case SessionLogLevel.Warning:
                log.Warning("{Text}", text);
                break;
            case SessionLogLevel.Information:
                log.Info("{Text}", text);
                break;
            default:
                log.Debug("{Text}", text);
                break;
        }

        return true;
    }

    public void SayHeldBack()
    {
        if (_throttle.TakeHeldBack() is > 0 and var count)
            log.Warning("{Count} lines were held back; at most {Most} a second are written", count, LogThrottle.LinesPerSecond);
    }
}
