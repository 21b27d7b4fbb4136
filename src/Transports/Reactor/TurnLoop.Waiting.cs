using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using GpioHub.Transports.Native;

namespace GpioHub.Transports.Reactor;

/// <content>What comes before a turn: a look for work, polling, a sleep.</content>
public abstract partial class TurnLoop
{
    private const int SpinsBetweenClocks = 16;
    private const long LookAtDescriptorsNs = 5_000;     // while polling: kicks of guests that are not polled, connections, timers
    private const long LostCpuNs = 50_000;              // no pass takes that long unless another thread had the CPU
    private const int TurnsUntilCold = 64;

    private readonly long _looksEveryNs;
    private PollWindow _window;
    private YieldLimit _courtesy;
    private bool _worked = true;
    private long _lookedNs;             // when descriptors were last looked at
    private long _idleSinceNs;          // when work ran out

    /// <summary>Returns when there is work, or when it must not wait.</summary>
    /// <returns>Whether a handler has run.</returns>
    private bool AwaitWork(bool mayWait)
    {
        bool handled = false;
        long now = MonotonicClock.Now;
        if (_worked) _idleSinceNs = now;
        if (AskWarm(busy: true) | IsBusy)
        {
            if (now - _lookedNs < _looksEveryNs) return false;
            _lookedNs = now;
            TakeEvents(timeoutMs: 0, out handled);
            return handled;
        }

        if (!mayWait)
        {
            ArmAll();
            TakeEvents(timeoutMs: 0, out handled);
            return handled;
        }

        bool came = _window.Ns > 0 ? LookAround(ref now, out handled) : _worked && GiveWay(ref now);
        // Descriptors are checked here, because a guest that always has the next request ready would keep every other guest's kicks
        // waiting.
        bool due = came && !handled && now - _lookedNs >= _looksEveryNs;
        if (!came) TakeEvents(MaySleep() ? -1 : 0, out handled);
        else if (due) TakeEvents(timeoutMs: 0, out handled);
        if (!came || due) _lookedNs = now = MonotonicClock.Now;
        _window.Arrived(now - _idleSinceNs);                               // while polling, as of the last look at the clock
        return handled;
    }

    /// <summary>Gives the CPU up once, before drivers are asked to kick. A driver that waits for this very CPU often has the next request
    /// ready then, and goes to sleep itself.</summary>
    /// <param name="now">The last look at the clock.</param>
    /// <returns>Whether there is work after it.</returns>
    private bool GiveWay(ref long now)
    {
        if (!_courtesy.Allows()) return false;
        Thread.Yield();
        long before = now;
        now = MonotonicClock.Now;
        _courtesy.Took(now - before);
        return AskWarm(busy: false) || !_inbound.IsEmpty;
    }

    /// <summary>Polls until there is work or the window has passed.</summary>
    /// <param name="now">The last look at the clock.</param>
    /// <param name="handled">Whether a handler has run.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool LookAround(ref long now, out bool handled)
    {
        DisarmAll();
        long until = now + _window.Ns;
        handled = false;
        while (now < until)
        {
            for (int spin = 0; spin < SpinsBetweenClocks; spin++)
            {
                if (AskWarm(busy: false) || !_inbound.IsEmpty) return true;
                Pause();
            }

            long before = now;
            now = MonotonicClock.Now;
            if (now - before > LostCpuNs)
            {
                _window.Disturbed();
                until = Math.Min(until, now + _window.Ns);
            }

            if (now - _lookedNs < LookAtDescriptorsNs) continue;
            _lookedNs = now;
            if (TakeEvents(timeoutMs: 0, out handled)) return true;     // a wake-up counts: somebody wants the loop to check everything
        }

        return false;
    }

    /// <summary>Lets the core's other thread go first for a moment. As short as the processor has it: a request that comes meanwhile
    /// waits.</summary>
    private static void Pause()
    {
        if (X86Base.IsSupported) X86Base.Pause();
        else if (ArmBase.IsSupported) ArmBase.Yield();
        else Thread.SpinWait(1);
    }

    /// <summary>Has all input announced, announces a sleep, then looks everywhere once more.</summary>
    private bool MaySleep()
    {
        ArmAll();
        if (IsBusy) return false;
        Volatile.Write(ref _sleeping, 1);
        Interlocked.MemoryBarrier();
        return !IsBusy;
    }

    /// <summary>Requests the intake of each polled participant that has input.</summary>
    /// <param name="busy">A turn follows whatever this finds; a participant without input for many turns is no longer polled.</param>
    private bool AskWarm(bool busy)
    {
        List<TurnMember> warm = _seats.Warm;
        bool found = false;
        for (int i = warm.Count - 1; i >= 0; i--)
        {
            TurnMember seat = warm[i];
            if (HasWork(seat))
            {
                _seats.RequestIntake(seat);
                seat.TurnsWithout = 0;
                found = true;
            }
            else if (busy && ++seat.TurnsWithout > TurnsUntilCold) found |= Arm(i);
        }

        return found;
    }

    private bool HasWork(TurnMember seat)
    {
        try
        {
            return seat.Participant.HasWork;
        }
        catch (Exception e)
        {
            Report(e, "work check", seat.Participant);
            return false;
        }
    }

    private void ArmAll()
    {
        for (int i = _seats.Warm.Count - 1; i >= 0; i--) Arm(i);
    }

    /// <returns>true = it has input and stays warm.</returns>
    private bool Arm(int index)
    {
        TurnMember seat = _seats.Warm[index];
        seat.IsDisarmed = false;
        seat.TurnsWithout = 0;
        try
        {
            if (seat.Participant.Arm())
            {
                _seats.RequestIntake(seat);
                return true;
            }
        }
        catch (Exception e)
        {
            Report(e, "arming", seat.Participant);
        }

        _seats.CoolDown(index);
        return false;
    }

    private void DisarmAll()
    {
        foreach (TurnMember seat in _seats.Warm)
        {
            if (seat.IsDisarmed) continue;
            seat.IsDisarmed = true;
            try
            {
                seat.Participant.Disarm();
            }
            catch (Exception e)
            {
                Report(e, "disarming", seat.Participant);
            }
        }
    }
}
