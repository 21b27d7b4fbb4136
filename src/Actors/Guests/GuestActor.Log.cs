using Akka.Event;
using GpioHub.Actors.Hosting;
using GpioHub.Transports.VhostUser;
using static GpioHub.Actors.Guests.GuestProtocol;

namespace GpioHub.Actors.Guests;

/// <content>What the log tells of the guest: a front-end can cause any number of lines, so they are throttled.</content>
public sealed partial class GuestActor
{
    private readonly LogThrottle _throttle = new();

    /// <returns>false: the line is held back, as too many came before it.</returns>
    private bool Say(SessionLogLevel level, string text)
    {
        if (level != SessionLogLevel.Debug && !_throttle.Allows(_wiring.Clock.NowNs))
        {
            if (!Timers.IsTimerActive(GuestTimer.HeldBack))
                Timers.StartSingleTimer(GuestTimer.HeldBack, GuestTimer.HeldBack, TimeSpan.FromSeconds(1));
            return false;
        }

        switch (level)
        {
            case SessionLogLevel.Error:
                _log.Error("{Text}", text);
                break;
            case SessionLogLevel.Warning:
                _log.Warning("{Text}", text);
                break;
            case SessionLogLevel.Information:
                _log.Info("{Text}", text);
                break;
            default:
                _log.Debug("{Text}", text);
                break;
        }

        return true;
    }

    private void SayHeldBack()
    {
        if (_throttle.TakeHeldBack() is > 0 and var count)
            _log.Warning("{Count} lines were held back; at most {Most} a second are written", count, LogThrottle.LinesPerSecond);
    }
}
