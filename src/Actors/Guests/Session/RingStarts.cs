using Akka.Event;
using GpioHub.Rules.Lines;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;

namespace GpioHub.Actors.Guests;

/// <summary>The start of a ring: whether a new driver begins or one goes on (VU-47), and what is lost if the hub was restarted in
/// between.</summary>
internal sealed class RingStarts(GuestWiring wiring, GuestSession session, IdleRings idle, GuestTimers timers, GuestLog log)
{
    /// <summary>How long a guest may take to boot before the log says that it has no driver.</summary>
    private static readonly TimeSpan BootTime = TimeSpan.FromSeconds(30);

    private readonly GuestQueues _queues = wiring.Queues;
    private bool _saidNoIrq;

    /// <summary>The front-end has been connected for a while, and no ring has started.</summary>
    public bool HasNoDriver { get; private set; }

    /// <summary>A front-end has connected.</summary>
    public void Begin()
    {
        _saidNoIrq = HasNoDriver = false;
        timers.Start(GuestTimer.NoDriver, BootTime);
    }

    /// <summary><see cref="GuestTimer.NoDriver"/>.</summary>
    public void SayNoDriver()
    {
        HasNoDriver = true;
        log.Unthrottled.Info("QEMU is connected, but no guest driver has started the device. " +
            "Guest still booting, or its kernel lacks CONFIG_GPIO_VIRTIO.");
    }

    /// <summary>A driver is there.</summary>
    public void FoundDriver()
    {
        timers.Cancel(GuestTimer.NoDriver);
        HasNoDriver = false;
    }

    /// <summary>What every line is told when the first ring of a set starts.</summary>
    /// <param name="first">The ring.</param>
    public LineInputKind Decide(int first)
    {
        Span<RingStartFacts> facts = stackalloc RingStartFacts[2];
        int count = 0;
        var current = session.Current!;
        foreach (var ring in current.Rings)
        {
            if (ring.Base is null && ring.Index != first) continue;
            var history = wiring.History[ring.Index];
            RingPeek peek = default;
            bool seen = current.DescribeRing(ring.Index, session.Memory.Memory, out var setup) is null
                && DeviceRing.TryPeek(session.Memory.Memory, setup.At, setup.Size, setup.Features, out peek);
            facts[count++] = new RingStartFacts(ring.StartsAtFirst(current.Features), seen ? peek.UsedIndex : (ushort)0,
                history.LastUsedIndex, _queues.Ring(ring.Index).Completed > history.CompletedAtNewSession,
                !seen || peek.LastUsedElementIsZero);
        }

        var verdict = StartDecision.Decide(facts[..count]);
        Say(verdict);
        if (verdict != StartVerdict.NewSession) return LineInputKind.PinsResumed;
        ForgetPast();
        return LineInputKind.Reset;
    }

    /// <summary>Another driver starts from nothing: what was in flight is void.</summary>
    public void ForgetPast()
    {
        foreach (int ring in RingIndex.All)
        {
            _queues.Ring(ring).ForgetPast();
            _queues.Written?.MarkChanged();
            wiring.History[ring].BeginsAt(_queues.Ring(ring).Completed);
        }
    }

    /// <summary>Starts a ring as its front-end has set it up.</summary>
    /// <returns>null, or why it cannot be started, for a person.</returns>
    public string? TryStart(int ring)
    {
        string? fault = session.Current!.DescribeRing(ring, session.Memory.Memory, out var setup);
        if (fault is null)
        {
            var result = _queues.Ring(ring).TryStart(session.Memory.Memory, setup.At, setup.Size, setup.Base, setup.Features,
                PastOf(ring, setup));
            if (result != RingFault.None) fault = TextOf(result, setup);
        }

        if (fault is not null) return fault;
        session.Current.RingStarted(ring);
        session.SettlePromise();
        idle.Forget(ring);
        wiring.History[ring].Started();
        SayLost(ring);
        return null;
    }

    private RingPast PastOf(int ring, in RingSetup setup) =>
        (wiring.History[ring].Begins ? RingPast.None : RingPast.GoesOn)
        | (ring == RingIndex.Event ? RingPast.HoldsLong : RingPast.None)
        | (setup.Anew ? RingPast.None : RingPast.NotSetUpAnew);

    private string TextOf(RingFault fault, in RingSetup setup) =>
        fault == RingFault.BadBase && (setup.Features & RingFeatures.Packed) == 0
            && DeviceRing.TryPeek(session.Memory.Memory, setup.At, setup.Size, setup.Features, out var peek)
            ? $"its base {setup.Base} does not fit used.idx {peek.UsedIndex} and avail.idx {peek.AvailIndex}; " +
                $"expected used.idx ≤ base ≤ avail.idx, within {setup.Size} entries"
            : fault.InWords();

    private void Say(StartVerdict verdict)
    {
        if (verdict == StartVerdict.Resume && !wiring.History[RingIndex.Request].Known)
        {
            log.Say(SessionLogLevel.Warning, "the guest goes on with a session that this hub did not begin (hub restarted?); " +
                "line state is lost: directions, outputs and interrupts stand at their initial state until the guest sets them again");
        }

        if (!session.HasIrq && !_saidNoIrq)
        {
            log.Say(SessionLogLevel.Warning, "front-end did not negotiate interrupts (VIRTIO_GPIO_F_IRQ); " +
                "gpiomon in the guest will fail with ENODEV. QEMU before 9.0 never offers them.");
        }

        _saidNoIrq |= !session.HasIrq;
    }

    /// <summary>VU-48: after a restart of the hub guest memory does not always tell which chains are in flight.</summary>
    private void SayLost(int ring)
    {
        if (_queues.Ring(ring).Lost is not (> 0 and var lost)) return;
        log.Say(SessionLogLevel.Warning, ring == RingIndex.Event
            ? $"{lost} interrupt buffers of before the hub's start cannot be told from returned ones; " +
                "their lines stay without interrupts until the guest's driver is bound anew or the guest reboots"
            : $"{lost} requests of before the hub's start cannot be told from answered ones, and stay unanswered");
    }
}
