using GpioHub.Rules.Lines;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;
using static GpioHub.Actors.Guests.GuestProtocol;
using static GpioHub.Actors.Guests.QueueProtocol;

namespace GpioHub.Actors.Guests;

/// <content>The start of a ring, and a ring that does not run: why, said once.</content>
public sealed partial class GuestActor
{
    /// <summary>How long after its kick a ring starts although its set-up was not repeated. Our limit: a front-end may kick before it has
    /// sent the rest (VU-24).</summary>
    private static readonly TimeSpan StartGrace = TimeSpan.FromMilliseconds(100);

    /// <summary>How long after its kick a ring that does not run is spoken of.</summary>
    private static readonly TimeSpan IdleGrace = TimeSpan.FromSeconds(1);

    private readonly bool[] _kicked = new bool[2];
    private readonly string?[] _saidIdle = new string?[2];

    private Wait TryStart(int ring)
    {
        string? fault = _session!.DescribeRing(ring, _memory.Memory, out var setup);
        if (fault is null)
        {
            var result = Ring(ring).TryStart(_memory.Memory, setup.At, setup.Size, setup.Base, setup.Features, PastOf(ring, setup));
            if (result != RingFault.None) fault = WordsOf(result, setup);
        }

        if (fault is not null)
        {
            SayIdle(ring, fault, $"ring {ring} does not start: {fault}");
            _session.RingFailed(ring, fault);
            _err[ring]?.Signal();
            WatchStopped();
            return Wait.Nothing;
        }

        _session.RingStarted(ring);
        SettlePromise();
        (_kicked[ring], _saidIdle[ring]) = (false, null);
        _wiring.History[ring].Started();
        SayLost(ring);
        Reopen(ring);
        return ring == EventRing ? ToLines(LineInputKind.EventqStarted) : Wait.Nothing;
    }

    private RingPast PastOf(int ring, in RingSetup setup) =>
        (_wiring.History[ring].Begins ? RingPast.None : RingPast.GoesOn)
        | (ring == EventRing ? RingPast.HoldsLong : RingPast.None)
        | (setup.Anew ? RingPast.None : RingPast.NotSetUpAnew);

    private string WordsOf(RingFault fault, in RingSetup setup) =>
        fault == RingFault.BadBase && DeviceRing.TryPeek(_memory.Memory, setup.At, setup.Size, out var peek)
            ? $"its base {setup.Base} does not fit used.idx {peek.UsedIndex} and avail.idx {peek.AvailIndex}; " +
                $"expected used.idx ≤ base ≤ avail.idx, within {setup.Size} entries"
            : fault.InWords();

    /// <summary>VU-48: after a restart of the hub guest memory does not always tell which chains are in flight.</summary>
    private void SayLost(int ring)
    {
        if (Ring(ring).Lost is not (> 0 and var lost)) return;
        Say(SessionLogLevel.Warning, ring == EventRing
            ? $"{lost} interrupt buffers of before the hub's start cannot be told from returned ones; " +
                "their lines stay without interrupts until the guest's driver is bound anew or the guest reboots"
            : $"{lost} requests of before the hub's start cannot be told from answered ones, and stay unanswered");
    }

    /// <summary>A kick for a ring that takes nothing: it may be what the ring waits for, and otherwise the guest waits in vain.</summary>
    private void Kicked(RingKicked message) => WhenIdle(() =>
    {
        _kicks[message.Ring].Told = false;
        if (_session is null || _session.Rings[message.Ring].Live) return;
        _kicked[message.Ring] = true;
        if (!Timers.IsTimerActive(GuestTimer.Kicked)) Timers.StartSingleTimer(GuestTimer.Kicked, GuestTimer.Kicked, StartGrace);
        if (!Timers.IsTimerActive(GuestTimer.Idle)) Timers.StartSingleTimer(GuestTimer.Idle, GuestTimer.Idle, IdleGrace);
    });

    private void StartKicked() => WhenIdle(() =>
    {
        foreach (int ring in (int[])[RequestRing, EventRing])
            if (_kicked[ring] && _session is { } session) Begin(session.Kicked(ring));
    });

    private void SayIdleRings()
    {
        StartKicked();                                    // what was missing at the first try may have come
        foreach (int ring in (int[])[RequestRing, EventRing])
        {
            if (_session is not { } session || !session.Rings[ring].Enabled) continue;
            bool waits = _kicked[ring] || session.Rings[ring].Stage is RingStage.Failed or RingStage.Broken;
            if (waits && session.WhyIdle(ring) is { } why) SayIdle(ring, why, $"ring {ring} is kicked and does not run: {why}");
        }
    }

    /// <summary>A message is done: what a ring that was kicked lacks may be another thing than before it.</summary>
    private void WatchIdleRings()
    {
        if (_session is not { } session || Timers.IsTimerActive(GuestTimer.Idle)) return;
        foreach (int ring in (int[])[RequestRing, EventRing])
        {
            if (!_kicked[ring] || !session.Rings[ring].Enabled || session.WhyIdle(ring) is not { } why || why == _saidIdle[ring]) continue;
            Timers.StartSingleTimer(GuestTimer.Idle, GuestTimer.Idle, IdleGrace);
            return;
        }
    }

    private void SayIdle(int ring, string why, string text)
    {
        if (_saidIdle[ring] == why) return;
        if (Say(SessionLogLevel.Error, text)) _saidIdle[ring] = why;
        else if (!Timers.IsTimerActive(GuestTimer.Idle)) Timers.StartSingleTimer(GuestTimer.Idle, GuestTimer.Idle, IdleGrace);
    }
}
