using Akka.Actor;

namespace GpioHub.Actors.Guests;

/// <summary>The timers of a guest's actor, to which each comes as a message.</summary>
internal enum GuestTimer
{
    /// <summary>The 500 ms of the oldest request in flight are over soon.</summary>
    Deadline,

    /// <summary>The front-end has connected and may have sent nothing since.</summary>
    Silent,

    /// <summary>The front-end has connected, and its guest may have no driver.</summary>
    NoDriver,

    /// <summary>A message was begun, and may not have been finished (VU-06).</summary>
    Partial,

    /// <summary><c>whenStopped</c> after the last ring stopped.</summary>
    Stopped,

    /// <summary>The rings are stopped: guest memory may say by now that the driver is gone.</summary>
    Look,

    /// <summary>Requests or interrupts that wait because of the guest's limits may go on.</summary>
    Limit,

    /// <summary>A while after a kick of a ring that does not run: it may start as it was set up last.</summary>
    Kicked,

    /// <summary>A while later: the log tells of it.</summary>
    Idle,

    /// <summary>A line of the log was held back.</summary>
    HeldBack,
}

/// <summary>Starts and cancels the timers of a guest's actor.</summary>
internal sealed class GuestTimers
{
    /// <summary>Boxed once, because one is needed on the path of a request.</summary>
    private static readonly object[] Keys = [.. Enum.GetValues<GuestTimer>().Cast<object>()];

    /// <summary>The shortest time that a deadline or a limit is waited for. Our limit.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);

    /// <summary>Akka sets it after the actor's constructor and before anything else.</summary>
    public ITimerScheduler Scheduler { get; set; } = null!;

    public bool IsActive(GuestTimer timer) => Scheduler.IsTimerActive(Keys[(int)timer]);

    public void Start(GuestTimer timer, TimeSpan time) => Scheduler.StartSingleTimer(Keys[(int)timer], Keys[(int)timer], time);

    /// <summary>Starts a timer, unless it runs already.</summary>
    public void StartOnce(GuestTimer timer, TimeSpan time)
    {
        if (!IsActive(timer)) Start(timer, time);
    }

    public void Cancel(GuestTimer timer) => Scheduler.Cancel(Keys[(int)timer]);
}
