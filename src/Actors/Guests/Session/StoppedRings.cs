using GpioHub.Actors.Contract;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Records;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Guests;

/// <summary>All rings are stopped: a machine that is paused keeps its pins, a driver that is gone does not (VU-47b).</summary>
internal sealed class StoppedRings(GuestWiring wiring, GuestSession session, GuestSteps steps, GuestTimers timers, GuestLog log)
{
    /// <summary>How often guest memory is looked at in the first <see cref="SoonOver"/>, when a reset shows.</summary>
    private static readonly TimeSpan LookSoon = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LookLater = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan SoonOver = TimeSpan.FromSeconds(3);

    private readonly StoppedMemory _memory = new(wiring.Queues.Requests, wiring.Queues.Events);
    private long? _sinceNs;
    private string? _whyReleased;

    private TimeSpan StoppedFor =>
        _sinceNs is { } since ? TimeSpan.FromTicks((wiring.Clock.NowNs - since) / TimeSpan.NanosecondsPerTick) : TimeSpan.Zero;

    /// <summary>For <c>info</c>; null = some ring runs, or none has run.</summary>
    public StopSnapshot? Snapshot() =>
        _sinceNs is null ? null : new StopSnapshot(StoppedFor, _whyReleased, wiring.Plan.WhenStopped);

    /// <summary>Notes that a ring runs no more. Rings are stopped, or only disabled: some front-ends do no more to pause or reset
    /// (VU-S11).</summary>
    public void Watch()
    {
        if (session.AnyRingRuns || session.Current is null) return;
        _memory.Remember(session.Memory.Memory);            // again at each ring: a stop writes its last answers
        if (_sinceNs is not null) return;
        _sinceNs = wiring.Clock.NowNs;
        Arm();
        ArmLook();
    }

    public void Describe(ImageWriter into)
    {
        into.Write((ulong?)_sinceNs);
        into.Write(_whyReleased);
        _memory.Describe(into);
    }

    /// <summary>Reads what <see cref="Describe"/> has written.</summary>
    public StopImage Read(ref ImageReader from)
    {
        long? since = (long?)from.Optional();
        string? why = from.Text();
        ulong[] memory = new ulong[_memory.Words];
        for (int i = 0; i < memory.Length; i++) memory[i] = from.Word();
        return new StopImage(since, why, memory);
    }

    /// <summary>Goes on with what another process knew.</summary>
    public void Resume(StopImage left)
    {
        (_sinceNs, _whyReleased) = (left.SinceNs, left.WhyReleased);
        _memory.Resume(left.Memory);
        Arm();
        if (_sinceNs is not null && _whyReleased is null) ArmLook();
    }

    /// <summary>Some ring runs again, or the connection is over.</summary>
    public void End()
    {
        timers.Cancel(GuestTimer.Stopped);
        timers.Cancel(GuestTimer.Look);
        (_sinceNs, _whyReleased) = (null, null);
    }

    /// <summary>Arms <c>whenStopped</c>, which another plan may have changed since the rings stopped.</summary>
    public void Arm()
    {
        timers.Cancel(GuestTimer.Stopped);
        if (_sinceNs is null || _whyReleased is not null || wiring.Plan.WhenStopped is not { } time) return;
        var left = time - StoppedFor;
        timers.Start(GuestTimer.Stopped, left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    /// <summary>A timer is up at a moment that shows nothing: a message is to be carried out first.</summary>
    public void Later(GuestTimer timer) => timers.Start(timer, LookSoon);

    /// <summary><see cref="GuestTimer.Look"/>.</summary>
    public void Look()
    {
        if (_sinceNs is null || _whyReleased is not null) return;
        if (steps.Busy)                                     // perhaps with the last answers of a ring that stops
        {
            ArmLook();
            return;
        }

        if (_memory.Look(session.Memory.Memory) == StopVerdict.Reset) steps.Begin(() => LetGo("its memory is used for something else"));
        else ArmLook();
    }

    /// <summary>A step that puts the pins to their release state. Line state is kept: if the guest was only paused after all, what it drove
    /// is driven again when it goes on.</summary>
    public int LetGo(string why)
    {
        if (_sinceNs is null || _whyReleased is not null || session.AnyRingRuns) return GuestSteps.WaitsForNothing;
        _whyReleased = why;
        timers.Cancel(GuestTimer.Stopped);
        timers.Cancel(GuestTimer.Look);
        if (wiring.Stores.Any(store => store.State.Direction == GpioDirection.Out))
            log.Say(SessionLogLevel.Information, $"pins stand as onRelease says: {why}");
        return steps.ToLines(LineInputKind.PinsReleased);
    }

    /// <summary>A step for when <c>whenStopped</c> is over.</summary>
    public int LetGoInTime() => wiring.Plan.WhenStopped is { } time
        ? LetGo(FormattableString.Invariant($"stopped for {time.TotalSeconds:0.###} s (whenStopped)"))
        : GuestSteps.WaitsForNothing;

    private void ArmLook() => timers.Start(GuestTimer.Look, StoppedFor < SoonOver ? LookSoon : LookLater);
}

/// <summary>What is known of rings that are stopped.</summary>
/// <param name="SinceNs">null = some ring runs, or none has run.</param>
/// <param name="WhyReleased">null = pins are not released.</param>
/// <param name="Memory">Of <see cref="StoppedMemory"/>.</param>
internal sealed record StopImage(long? SinceNs, string? WhyReleased, ulong[] Memory);
