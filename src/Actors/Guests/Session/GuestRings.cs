using GpioHub.Rules.Lines;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Guests;

/// <summary>Both rings of a guest while a front-end is connected: they start, pause, move with the memory, break and stop, each of them as
/// steps, because lines and flushes have to be waited for.</summary>
internal sealed class GuestRings(GuestWiring wiring, GuestSession session, GuestSteps steps, RingStarts starts, IdleRings idle,
    StoppedRings stopped)
{
    private readonly GuestQueues _queues = wiring.Queues;
    private readonly GuestTurn _turn = wiring.Turn;
    private readonly IReactor _reactor = wiring.Reactor;
    private readonly RingKick[] _kicks =
        [.. RingIndex.All.Select(ring => new RingKick(ring, wiring.Queues, wiring.Turn, wiring.Reactor))];

    /// <summary>A front-end has connected.</summary>
    public void Begin()
    {
        starts.Begin();
        idle.Forget();
    }

    /// <summary>The front-end has gone: releases everything of it at once.</summary>
    public void End()
    {
        foreach (int ring in RingIndex.All)
        {
            Forget(ring);                                 // if the guest's actor failed, nobody has done it
            _turn.Call[ring] = null;
            idle.Err[ring] = null;
            _kicks[ring].Unwatch();
        }

        stopped.End();
    }

    public void Quiesce(int ring, RingStopKind kind)
    {
        _turn.CloseIntake(ring);
        switch (kind)
        {
            case RingStopKind.GetBase when ring == RingIndex.Request:
                steps.Then(() => Unshut(ring, steps.AwaitDrained()), () => Stopped(ring));
                break;
            case RingStopKind.GetBase:                                                 // VU-45
                steps.Then(() => steps.ToLines(LineInputKind.EventqStopped), ReturnTheRest, () => Stopped(ring));
                break;
            case RingStopKind.Disable when ring == RingIndex.Event:                    // VU-35: both rings are flushed
                steps.Then(() => steps.ToLines(LineInputKind.EventqDisabled), steps.AwaitFlush, () => Shut(ring));
                break;
            case RingStopKind.Disable:
                steps.Then(steps.AwaitDrained, () => Shut(ring));
                break;
            default:                                                                   // Restart, Drop: nothing more is written
                Forget(ring);
                steps.Then(() => TellForgotten(ring), () => Stopped(ring));
                break;
        }
    }

    /// <summary>Has a ring go on where the process before this one has left it: its state, and what is in flight. It takes and publishes
    /// nothing until <see cref="GoOn"/>.</summary>
    /// <returns>false = it rests, as if the guest had broken it.</returns>
    public bool Adopt(int ring)
    {
        string? fault = _queues.Blame?.WhyResting
            ?? _queues.Written![ring].Adopt(session.Memory.Memory, again: held => ring == RingIndex.Request || !IsWithItsLine(held));
        if (fault is null) return true;
        _queues.Ring(ring).Stop();
        session.Current!.RingBroken(ring, fault);
        TellIdle(ring, fault, $"ring {ring} does not go on with the new process ({fault}); it rests until the guest sets it up again");
        return false;
    }

    /// <summary>Whether the line of an eventq buffer has it. Else it was on its way there: a line that its chip's thread wakes takes the
    /// work of a turn in the next one, and the turn was committed without.</summary>
    private bool IsWithItsLine(HeldHead buffer) =>
        buffer.Image.Line is >= 0 and var line && line < wiring.Stores.Length
        && wiring.Stores[line].State is { Buffer: not IrqBufferState.None } state
        && state.BufferTicket == new Ticket(buffer.Head, buffer.Image.Order);

    /// <summary>Goes on with both rings and the descriptors of a session that the process before has left; <see cref="GoOn"/> is to
    /// follow.</summary>
    public void GoOnWith(VhostUserSession current)
    {
        bool lives = false;
        foreach (var ring in current.Rings)
        {
            (idle.Err[ring.Index], _turn.Call[ring.Index]) = (ring.Err, ring.Call);
            bool adopted = Adopt(ring.Index);
            var device = _queues.Ring(ring.Index);
            if (adopted && ring.Live && device.State == RingState.Stopped) Broken(ring.Index, current);
            else if (!ring.Live && device.State != RingState.Stopped) device.Stop();
            lives |= ring.Live;
            SetKick(ring.Index, ring.Kick);
        }

        starts.Begin();
        if (lives) starts.FoundDriver();
    }

    /// <summary>Steps behind <see cref="Adopt"/>: what the process before has answered is published, then lines deliver what became due
    /// meanwhile, then the rings are open. Every call descriptor is signalled: the signal may be what the process before did not come
    /// to.</summary>
    public void GoOn()
    {
        foreach (int ring in RingIndex.All)
            if (session.Current!.Rings[ring].Stage == RingStage.Running) _turn.Unshut(ring);
        steps.Then(steps.AwaitFlush, () => steps.ToLines(LineInputKind.ReplyPublished), () =>
        {
            foreach (int ring in RingIndex.All)
            {
                if (session.Current!.Rings[ring].Stage == RingStage.Running) Open(ring);
                _turn.Signal(ring);
            }

            return GuestSteps.WaitsForNothing;
        });
    }

    /// <param name="first">No other ring is alive.</param>
    public void Start(int ring, bool first)
    {
        stopped.End();
        starts.FoundDriver();
        if (first) steps.Then(() => steps.ToLines(starts.Decide(ring)));
        steps.Then(() => TryStart(ring));
    }

    public void Resume(int ring)
    {
        stopped.End();
        steps.Then(() => steps.ToLines(LineInputKind.PinsResumed), () => Open(ring));
        if (ring == RingIndex.Event) steps.Then(() => steps.ToLines(LineInputKind.EventqStarted));
    }

    /// <summary>The memory below a ring has changed.</summary>
    public void Remap(int ring)
    {
        string? fault = session.Current!.DescribeRing(ring, session.Memory.Memory, out var setup);
        if (fault is null)
        {
            var result = _queues.Ring(ring).Retranslate(session.Memory.Memory, setup.At, setup.Features);
            if (result != RingFault.None) fault = result.InWords();
        }

        _queues.Written?.MarkChanged();
        if (fault is null)
        {
            _reactor.RequestIntake(_turn);
            return;
        }

        Stop(ring);
        session.Current.RingFailed(ring, fault);
        TellIdle(ring, fault, $"ring {ring} cannot go on: {fault}");
        steps.Then(() => TellForgotten(ring));
    }

    /// <summary>The guest has broken a ring (VU-36).</summary>
    public void Broken(int ring, string reason)
    {
        if (session.Current is not { } current) return;
        Stop(ring);
        current.RingBroken(ring, reason);
        TellIdle(ring, reason, $"the guest broke ring {ring} ({reason}); it rests until the guest sets it up again");
        steps.Begin(() => TellForgotten(ring));
    }

    /// <summary>A ring that takes nothing was kicked.</summary>
    public void Kicked(int ring) => steps.WhenIdle(() =>
    {
        _kicks[ring].Told = false;
        idle.Kicked(ring);
    });

    public void SetKick(int ring, NotifyFd? kick) => _kicks[ring].Watch(kick);

    public void SetCall(int ring, NotifyFd? call)
    {
        _turn.Call[ring] = call;
        if (_turn.HasPublished(ring)) _turn.Signal(ring);                              // VU-31: a completion raced with the swap
    }

    public void SetErr(int ring, NotifyFd? err) => idle.Err[ring] = err;

    /// <summary>RESET_DEVICE (VU-47).</summary>
    public void Reset()
    {
        starts.ForgetPast();
        steps.Then(() => steps.ToLines(LineInputKind.Reset), () => stopped.LetGo("the driver is gone (ResetDevice)"));
    }

    /// <summary>A ring that runs, and of which nothing was left.</summary>
    private void Broken(int ring, VhostUserSession current)
    {
        const string why = "nothing was left of it";
        current.RingBroken(ring, why);
        TellIdle(ring, why, $"ring {ring} does not go on with the new process ({why}); it rests until the guest sets it up again");
    }

    private int TryStart(int ring)
    {
        if (starts.TryStart(ring) is { } fault)
        {
            session.Current!.RingFailed(ring, fault);
            TellIdle(ring, fault, $"ring {ring} does not start: {fault}");
            return GuestSteps.WaitsForNothing;
        }

        _queues.Written?.MarkChanged();
        Open(ring);
        return ring == RingIndex.Event ? steps.ToLines(LineInputKind.EventqStarted) : GuestSteps.WaitsForNothing;
    }

    private int ReturnTheRest()
    {
        _queues.StageReturns();
        _queues.Events.FailAll(IrqResponse.Invalid);
        return Unshut(RingIndex.Event, steps.AwaitFlush());
    }

    /// <summary>Lets a ring that ENABLE(0) had shut be written once more: its last answers belong before the reply to
    /// GET_VRING_BASE.</summary>
    private int Unshut(int ring, int awaited)
    {
        _turn.Unshut(ring);
        return awaited;
    }

    private int Shut(int ring)
    {
        _turn.Shut(ring);
        stopped.Watch();
        return GuestSteps.WaitsForNothing;
    }

    private int Stopped(int ring)
    {
        _turn.Shut(ring);
        uint stoppedAt = _queues.Ring(ring).Stop();
        _queues.Written?.MarkChanged();
        wiring.History[ring].LastUsedIndex = _queues.Ring(ring).UsedMark;
        session.Current?.RingStopped(ring, stoppedAt);
        stopped.Watch();
        return GuestSteps.WaitsForNothing;
    }

    private int Open(int ring)
    {
        _turn.Unshut(ring);
        _turn.Open(ring);
        return GuestSteps.WaitsForNothing;
    }

    /// <summary>Stops a ring without writing to it; what lines have given it is remembered for a driver that goes on.</summary>
    private void Forget(int ring)
    {
        _turn.Shut(ring);
        _queues.Stage(ring);
        _queues.Ring(ring).Stop();
        _queues.Written?.MarkChanged();
        _queues.Forget(requests: ring == RingIndex.Request);
    }

    private void Stop(int ring)
    {
        _turn.Shut(ring);
        _queues.Ring(ring).Stop();
        _queues.Written?.MarkChanged();
        _queues.Forget(requests: ring == RingIndex.Request);
    }

    private int TellForgotten(int ring) =>
        steps.ToLines(ring == RingIndex.Request ? LineInputKind.RequestsForgotten : LineInputKind.EventqDropped);

    /// <summary>Tells the front-end and the log that a ring does not run.</summary>
    private void TellIdle(int ring, string why, string text)
    {
        idle.Err[ring]?.Signal();
        idle.Say(ring, why, text);
        stopped.Watch();
    }
}
