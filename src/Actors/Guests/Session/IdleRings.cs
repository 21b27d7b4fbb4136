using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Actors.Guests;

/// <summary>Rings that do not run although the guest kicks them or the front-end has enabled them: why, said once; and another try to start
/// them.</summary>
internal sealed class IdleRings(GuestSession session, GuestSteps steps, GuestTimers timers, GuestLog log)
{
    /// <summary>How long after its kick a ring starts although its set-up was not repeated. Our limit: a front-end may kick before it has
    /// sent the rest (VU-24).</summary>
    private static readonly TimeSpan StartGrace = TimeSpan.FromMilliseconds(100);

    /// <summary>How long after its kick a ring that does not run is spoken of.</summary>
    private static readonly TimeSpan IdleGrace = TimeSpan.FromSeconds(1);

    private readonly bool[] _kicked = new bool[2];
    private readonly string?[] _said = new string?[2];

    /// <summary>The descriptors that are written to when a ring breaks (VU-36); null = nobody is told.</summary>
    public NotifyFd?[] Err { get; } = new NotifyFd?[2];

    /// <summary>A front-end has connected.</summary>
    public void Forget()
    {
        foreach (int ring in RingIndex.All) Forget(ring);
    }

    /// <summary>The ring runs.</summary>
    public void Forget(int ring) => (_kicked[ring], _said[ring]) = (false, null);

    /// <summary>A kick of a ring that takes nothing: it may be what the ring waits for, and otherwise the guest waits in vain.</summary>
    public void Kicked(int ring)
    {
        if (session.Current is not { } current || current.Rings[ring].Live) return;
        _kicked[ring] = true;
        timers.StartOnce(GuestTimer.Kicked, StartGrace);
        timers.StartOnce(GuestTimer.Idle, IdleGrace);
    }

    /// <summary><see cref="GuestTimer.Kicked"/>.</summary>
    public void StartKicked() => steps.WhenIdle(() =>
    {
        foreach (int ring in RingIndex.All)
            if (_kicked[ring] && session.Current is { } current) steps.Begin(current.Kicked(ring));
    });

    /// <summary><see cref="GuestTimer.Idle"/>.</summary>
    public void SayIdle()
    {
        StartKicked();                                    // what was missing at the first try may have come
        foreach (int ring in RingIndex.All)
        {
            if (session.Current is not { } current || !current.Rings[ring].Enabled) continue;
            bool waits = _kicked[ring] || current.Rings[ring].Stage is RingStage.Failed or RingStage.Broken;
            if (waits && current.WhyIdle(ring) is { } why) Say(ring, why, $"ring {ring} is kicked and does not run: {why}");
        }
    }

    /// <summary>A message is done: what a ring that was kicked lacks may be another thing than before it.</summary>
    public void Look()
    {
        if (session.Current is not { } current || timers.IsActive(GuestTimer.Idle)) return;
        foreach (int ring in RingIndex.All)
        {
            if (!_kicked[ring] || !current.Rings[ring].Enabled || current.WhyIdle(ring) is not { } why || why == _said[ring]) continue;
            timers.Start(GuestTimer.Idle, IdleGrace);
            return;
        }
    }

    /// <summary>Tells the log of a ring, unless it has told this of it.</summary>
    public void Say(int ring, string why, string text)
    {
        if (_said[ring] == why) return;
        if (log.Say(SessionLogLevel.Error, text)) _said[ring] = why;
        else timers.StartOnce(GuestTimer.Idle, IdleGrace);
    }
}
