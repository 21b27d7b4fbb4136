using GpioHub.Rules.Lines;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;
using static GpioHub.Actors.Guests.GuestProtocol;

namespace GpioHub.Actors.Guests;

/// <content>Effects of the vhost-user session, each carried out as steps.</content>
public sealed partial class GuestActor
{
    private const int RequestRing = 0;
    private const int EventRing = 1;

    private DeviceRing Ring(int ring) => ring == RequestRing ? _queues.Requests : _queues.Events;

    private void Expand(SessionEffect effect)
    {
        switch (effect)
        {
            case Reply reply:
                Send(reply.Frame.Span);
                break;
            case Ack:
                Send(_session!.CompleteAck());
                break;
            case ReplyVringBase reply:
                Send(_session!.CompleteGetVringBase(reply.Ring));
                break;
            case QuiesceRing quiesce:
                Quiesce(quiesce.Ring, quiesce.Kind);
                break;
            case StartRing start:
                Start(start.Ring, first: _session!.NoRingAlive);
                break;
            case ResumeRing resume:
                EndStop();
                Steps(() => ToLines(LineInputKind.PinsResumed), () => Reopen(resume.Ring),
                    () => resume.Ring == EventRing ? ToLines(LineInputKind.EventqStarted) : Wait.Nothing);
                break;
            case RemapRing remap:
                Remap(remap.Ring);
                break;
            case ReplaceMemory or AddRegion or RemoveRegion or ReleaseMemory:
                ChangeMemory(effect);
                break;
            case SetKick kick:
                WatchKick(kick.Ring, kick.Handle);
                break;
            case SetCall call:
                _turn.Call[call.Ring] = call.Handle;
                if (_turn.HasPublished(call.Ring)) _turn.Signal(call.Ring);            // VU-31: a completion raced with the swap
                break;
            case SetErr err:
                _err[err.Ring] = err.Handle;
                break;
            case ResetDevice:
                ForgetPast();
                Steps(() => ToLines(LineInputKind.Reset), () => LetGo("the driver is gone (ResetDevice)"));
                break;
            case DriverGone gone:
                Steps(() => LetGo($"the driver is gone ({gone.Sign})"));
                break;
            case Log log:
                Say(log.Level, log.Text);
                break;
            case Close close:
                EndSession(close.Reason);
                break;
        }
    }

    private void Steps(params Func<Wait>[] steps)
    {
        foreach (var step in steps) _steps.Enqueue(step);
    }

    private void Quiesce(int ring, RingStopKind kind)
    {
        _turn.CloseIntake(ring);
        switch (kind)
        {
            case RingStopKind.GetBase when ring == RequestRing:
                Steps(() => Reopened(ring, Wait.Drained), () => Stopped(ring));
                break;
            case RingStopKind.GetBase:                                                 // VU-45
                Steps(() => ToLines(LineInputKind.EventqStopped), ReturnTheRest, () => Stopped(ring));
                break;
            case RingStopKind.Disable:                                                 // VU-35: both rings are flushed
                if (ring == EventRing) Steps(() => ToLines(LineInputKind.EventqDisabled), () => Wait.Flush, () => Shut(ring));
                else Steps(() => Wait.Drained, () => Shut(ring));
                break;
            default:                                                                   // Restart, Drop: nothing more is written
                _turn.Shut(ring);
                _queues.Stage(ring);                                                   // the ring remembers it for a driver that goes on
                Ring(ring).Stop();
                _queues.Forget(requests: ring == RequestRing);
                Steps(() => ToLines(ring == RequestRing ? LineInputKind.RequestsForgotten : LineInputKind.EventqDropped),
                    () => Stopped(ring));
                break;
        }
    }

    /// <summary>Lets a ring that ENABLE(0) had shut be written once more: its last answers belong before the reply to
    /// GET_VRING_BASE.</summary>
    private Wait Reopened(int ring, Wait wait)
    {
        _turn.Unshut(ring);
        return wait;
    }

    private Wait ReturnTheRest()
    {
        _queues.StageReturns();
        _queues.Events.FailAll(IrqResponse.Invalid);
        return Reopened(EventRing, Wait.Flush);
    }

    private Wait Shut(int ring)
    {
        _turn.Shut(ring);
        WatchStopped();
        return Wait.Nothing;
    }

    private Wait Stopped(int ring)
    {
        _turn.Shut(ring);
        ushort nextAvail = Ring(ring).Stop();
        _wiring.History[ring].LastUsedIndex = Ring(ring).NextUsed;
        _session?.RingStopped(ring, nextAvail);
        WatchStopped();
        return Wait.Nothing;
    }

    private Wait Reopen(int ring)
    {
        _turn.Unshut(ring);
        _turn.Open(ring);
        return Wait.Nothing;
    }

    private bool AnyRingRuns => _session is not null && _session.Rings.Any(ring => ring.Stage == RingStage.Running);

    private void Start(int ring, bool first)
    {
        EndStop();
        Timers.Cancel(GuestTimer.NoDriver);
        _noDriver = false;
        if (first) Steps(() => ToLines(DecideStart(ring) == StartVerdict.NewSession ? LineInputKind.Reset : LineInputKind.PinsResumed));
        Steps(() => TryStart(ring));
    }

    private StartVerdict DecideStart(int first)
    {
        Span<RingStartFacts> facts = stackalloc RingStartFacts[2];
        int count = 0;
        foreach (var ring in _session!.Rings)
        {
            if (ring.Base is null && ring.Index != first) continue;
            var history = _wiring.History[ring.Index];
            RingPeek peek = default;
            bool seen = _session.DescribeRing(ring.Index, _memory.Memory, out var setup) is null
                && DeviceRing.TryPeek(_memory.Memory, setup.At, setup.Size, out peek);
            facts[count++] = new RingStartFacts(ring.Start, seen ? peek.UsedIndex : (ushort)0, history.LastUsedIndex,
                Ring(ring.Index).Completed > history.CompletedAtNewSession, !seen || peek.LastUsedElementIsZero);
        }

        _verdict = StartDecision.Decide(facts[..count]);
        SayStart();
        if (_verdict == StartVerdict.NewSession) ForgetPast();
        return _verdict;
    }

    /// <summary>Another driver starts from nothing: what was in flight is void.</summary>
    private void ForgetPast()
    {
        foreach (int ring in (int[])[RequestRing, EventRing])
        {
            Ring(ring).ForgetPast();
            _wiring.History[ring].BeginsAt(Ring(ring).Completed);
        }
    }

    private void SayStart()
    {
        if (_verdict == StartVerdict.Resume && !_wiring.History[RequestRing].Known)
        {
            Say(SessionLogLevel.Warning, "the guest goes on with a session that this hub did not begin (hub restarted?); " +
                "line state is lost: directions, outputs and interrupts stand at their initial state until the guest sets them again");
        }
        bool irq = (_session!.Features & DeviceFeatures.GpioIrq) != 0;
        if (!irq && !_saidNoIrq)
        {
            Say(SessionLogLevel.Warning, "front-end did not negotiate interrupts (VIRTIO_GPIO_F_IRQ); " +
                "gpiomon in the guest will fail with ENODEV. QEMU before 9.0 never offers them.");
        }
        _saidNoIrq |= !irq;
    }

    private void Remap(int ring)
    {
        string? fault = _session!.DescribeRing(ring, _memory.Memory, out var setup);
        if (fault is null)
        {
            var result = Ring(ring).Retranslate(_memory.Memory, setup.At, setup.Features);
            if (result != RingFault.None) fault = result.InWords();
        }

        if (fault is null)
        {
            _wiring.Reactor.RequestIntake(_turn);
            return;
        }

        _turn.Shut(ring);
        Ring(ring).Stop();
        _queues.Forget(requests: ring == RequestRing);
        _session.RingFailed(ring, fault);
        _err[ring]?.Signal();
        SayIdle(ring, fault, $"ring {ring} cannot go on: {fault}");
        WatchStopped();
        Steps(() => ToLines(ring == RequestRing ? LineInputKind.RequestsForgotten : LineInputKind.EventqDropped));
    }

    private void Broken(QueueProtocol.RingBroken message)
    {
        if (_session is null) return;
        _turn.Shut(message.Ring);
        Ring(message.Ring).Stop();
        _session.RingBroken(message.Ring, message.Reason);
        _err[message.Ring]?.Signal();
        _queues.Forget(requests: message.Ring == RequestRing);
        SayIdle(message.Ring, message.Reason,
            $"the guest broke ring {message.Ring} ({message.Reason}); it rests until the guest sets it up again");
        WatchStopped();
        Begin([() => ToLines(message.Ring == RequestRing ? LineInputKind.RequestsForgotten : LineInputKind.EventqDropped)]);
    }
}
