using GpioHub.Actors.Contract;
using GpioHub.Rules.Lines;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio.Gpio;
using static GpioHub.Actors.Guests.GuestProtocol;

namespace GpioHub.Actors.Guests;

/// <content>All rings are stopped: a machine that is paused keeps its pins, a driver that is gone does not (VU-47b).</content>
public sealed partial class GuestActor
{
    /// <summary>How often guest memory is looked at in the first <see cref="SoonOver"/>, when a reset shows.</summary>
    private static readonly TimeSpan LookSoon = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LookLater = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan SoonOver = TimeSpan.FromSeconds(3);

    private readonly StoppedMemory _stoppedMemory;
    private long? _stoppedNs;
    private string? _whyReleased;

    private TimeSpan StoppedFor =>
        _stoppedNs is { } since ? TimeSpan.FromTicks((_wiring.Clock.NowNs - since) / TimeSpan.NanosecondsPerTick) : TimeSpan.Zero;

    /// <summary>Notes that a ring runs no more. Rings are stopped, or only disabled: some front-ends do no more to pause or reset
    /// (VU-S11).</summary>
    private void WatchStopped()
    {
        if (AnyRingRuns || _session is null) return;
        _stoppedMemory.Remember(_memory.Memory);            // again at each ring: a stop writes its last answers
        if (_stoppedNs is not null) return;
        _stoppedNs = _wiring.Clock.NowNs;
        ArmStopped();
        ArmLook();
    }

    /// <summary>Some ring runs again, or the connection is over.</summary>
    private void EndStop()
    {
        Timers.Cancel(GuestTimer.Stopped);
        Timers.Cancel(GuestTimer.Look);
        (_stoppedNs, _whyReleased) = (null, null);
    }

    /// <summary>Arms <c>whenStopped</c>, which another plan may have changed since the rings stopped.</summary>
    private void ArmStopped()
    {
        Timers.Cancel(GuestTimer.Stopped);
        if (_stoppedNs is null || _whyReleased is not null || _wiring.Plan.WhenStopped is not { } time) return;
        var left = time - StoppedFor;
        Timers.StartSingleTimer(GuestTimer.Stopped, GuestTimer.Stopped, left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    private void ArmLook() => Timers.StartSingleTimer(GuestTimer.Look, GuestTimer.Look, StoppedFor < SoonOver ? LookSoon : LookLater);

    private void LookAtMemory()
    {
        if (_stoppedNs is null || _whyReleased is not null) return;
        if (Busy)                                           // perhaps with the last answers of a ring that stops
        {
            ArmLook();
            return;
        }

        if (_stoppedMemory.Look(_memory.Memory) == StopVerdict.Reset) Begin([() => LetGo("its memory is used for something else")]);
        else ArmLook();
    }

    /// <summary>Puts the pins to their release state. Line state is kept: if the guest was only paused after all, what it drove is driven
    /// again when it goes on.</summary>
    private Wait LetGo(string why)
    {
        if (_stoppedNs is null || _whyReleased is not null || AnyRingRuns) return Wait.Nothing;
        _whyReleased = why;
        Timers.Cancel(GuestTimer.Stopped);
        Timers.Cancel(GuestTimer.Look);
        if (_wiring.Slots.Any(slot => slot.State.Direction == GpioDirection.Out))
            Say(SessionLogLevel.Information, $"pins stand as onRelease says: {why}");
        return ToLines(LineInputKind.PinsReleased);
    }

    private Wait LetGoInTime() => _wiring.Plan.WhenStopped is { } time
        ? LetGo(FormattableString.Invariant($"stopped for {time.TotalSeconds:0.###} s (whenStopped)"))
        : Wait.Nothing;

    private StopSnapshot? Stop() => _stoppedNs is null ? null : new StopSnapshot(StoppedFor, _whyReleased, _wiring.Plan.WhenStopped);
}
