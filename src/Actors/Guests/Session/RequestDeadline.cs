using Akka.Actor;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Lines;

namespace GpioHub.Actors.Guests;

/// <summary>The time within which the hub answers every request of a guest (HR-05). A request that no line has answered by then is answered
/// ERR.</summary>
internal sealed class RequestDeadline(GuestQueues queues, GuestLines lines, GuestTimers timers, IMonotonicClock clock)
{
    /// <summary>Design, rule 5: Linux 5.15 gives up after 1 s.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(500);

    /// <summary>A timer may come late on a busy machine; the answer must be there before the deadline. Our margin.</summary>
    private static readonly TimeSpan TimerLead = TimeSpan.FromMilliseconds(30);

    /// <summary>Arms one timer for all requests, not one for each: a timer costs memory, and a timer that is set already fires no later
    /// than any newer request needs.</summary>
    public void Arm()
    {
        if (timers.IsActive(GuestTimer.Deadline) || queues.Requests.OldestFetchedNs is not { } oldest) return;
        var left = Limit - TimerLead - TimeSpan.FromTicks((clock.NowNs - oldest) / TimeSpan.NanosecondsPerTick);
        timers.Start(GuestTimer.Deadline, left > GuestTimers.Shortest ? left : GuestTimers.Shortest);
    }

    /// <summary><see cref="GuestTimer.Deadline"/>: tells the lines whose requests are late.</summary>
    public void Expire()
    {
        long late = clock.NowNs - (long)(Limit - TimerLead).TotalNanoseconds;
        foreach (var chain in queues.Requests.InFlight)
            if (chain.FetchedNs <= late && chain.Line >= 0) lines[chain.Line].Tell(new LineProtocol.DeadlinePassed(chain.Ticket));
        Arm();
    }
}
