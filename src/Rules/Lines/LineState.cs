using System.Diagnostics;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Rules.Lines;

/// <summary>The operation at the chip for which a line waits.</summary>
public enum ChipOperation : byte
{
    None,
    Read,
    DirectionIn,
    DirectionOut,
    SetValue,
    Enable,

    /// <summary>No request asked for it: the operation makes the chip agree with the line again.</summary>
    Reapply,
}

/// <summary>The state of one guest line, with every decision about it. Pure: no I/O, clock, logging or Akka.</summary>
/// <remarks>
/// Source: virtio v1.2 §5.18.6 and §5.18.7, as numbered in VG-D-01…52; the table of VG-S2.6 and the text below it. T of that table is
/// <see cref="Irq"/>, with <see cref="Operation"/> = Enable for pending(T, g); L is <see cref="Latched"/>; B is <see cref="Buffer"/>. Every
/// input ends in <see cref="Settled"/>: only that place returns a buffer VALID.
/// </remarks>
public readonly partial record struct LineState
{
    /// <summary>Bounces of one buffer before it is parked: our limit, not the spec's. It stops the loop of a driver that re-queues on every
    /// INVALID (VG-D-44, R-08).</summary>
    public const int BouncesBeforeParking = 8;

    // Every decision copies the whole state, so it is packed.
    private readonly LineFlags _flags;
    private readonly byte _bounces;

    private LineState(LineFlags flags, byte bounces) => (_flags, _bounces) = (flags, bounces);

    /// <summary>A line at power-on that has not heard of its chip yet.</summary>
    public static readonly LineState Initial;

    /// <summary>As configured by the guest; NONE until then (VG-D-29).</summary>
    public GpioDirection Direction { get; init; }

    /// <summary>The stored output value (VG-D-23); logical.</summary>
    public bool Value { get => Has(LineFlags.Value); init => _flags = With(LineFlags.Value, value); }

    /// <summary>The type in force; NONE = disabled.</summary>
    public IrqType Irq { get; init; }

    /// <summary>The watch to which <see cref="Irq"/> belongs; edges of another watch do not count.</summary>
    public uint Generation { get; init; }

    /// <summary>An edge came while the line was enabled, and could not be delivered; one bit, however many edges (VG-D-37).</summary>
    public bool Latched { get => Has(LineFlags.Latched); init => _flags = With(LineFlags.Latched, value); }

    /// <summary>Level types: the level last sensed. Never latched (VG-D-43).</summary>
    public bool Level { get => Has(LineFlags.Level); init => _flags = With(LineFlags.Level, value); }

    public IrqBufferState Buffer { get; init; }

    /// <summary>The eventq chain, while <see cref="Buffer"/> is not None.</summary>
    public Ticket BufferTicket { get; init; }

    /// <summary>Consecutive INVALID returns since the last accepted SET_IRQ_TYPE or VALID, 0 …
    /// <see cref="BouncesBeforeParking"/>.</summary>
    public int Bounces { get => _bounces; init => _bounces = checked((byte)value); }

    /// <summary>The eventq is started and enabled; otherwise every line counts as masked.</summary>
    public bool EventqRunning { get => Has(LineFlags.EventqRunning); init => _flags = With(LineFlags.EventqRunning, value); }

    public bool ChipUp { get => Has(LineFlags.ChipUp); init => _flags = With(LineFlags.ChipUp, value); }

    /// <summary>The pins stand as <c>onRelease</c> says, because the guest is away.</summary>
    public bool Released { get => Has(LineFlags.Released); init => _flags = With(LineFlags.Released, value); }

    /// <summary>The chip may have something else than this line says, because an answer came late or never (HR-05).</summary>
    public bool Diverged { get => Has(LineFlags.Diverged); init => _flags = With(LineFlags.Diverged, value); }

    /// <summary>The process before this one had asked the chip for a request that is not answered; the request is decided again. Until
    /// then the chip keeps what it has: the net would see the old wish once more, and then the new one for the second time.</summary>
    public bool AskedBefore { get => Has(LineFlags.AskedBefore); init => _flags = With(LineFlags.AskedBefore, value); }

    /// <summary>The OK of the enable may not be visible to the driver yet; until it is, nothing is delivered (VG-D-39).</summary>
    public bool Withheld { get => Has(LineFlags.Withheld); init => _flags = With(LineFlags.Withheld, value); }

    /// <summary>The line is disabled because the last SET_IRQ_TYPE that would have enabled it was answered ERR.</summary>
    public bool Denied { get => Has(LineFlags.Denied); init => _flags = With(LineFlags.Denied, value); }

    /// <summary>The driver has queued a buffer all the same, before that ERR or after it: it goes on as if it had the interrupt.
    /// Linux's does.</summary>
    public bool Unheeded { get => Has(LineFlags.Unheeded); init => _flags = With(LineFlags.Unheeded, value); }

    /// <summary>The guest has had as many interrupts as it may have for now: the line counts as masked.</summary>
    public bool Muted { get => Has(LineFlags.Muted); init => _flags = With(LineFlags.Muted, value); }

    /// <summary>A delivery waits for the guest's next interrupt, and for nothing else.</summary>
    public bool AwaitsInterrupt => Muted && (this with { Muted = false }).IsDeliverable;

    /// <summary>The operation outstanding at the chip.</summary>
    public ChipOperation Operation { get; init; }

    /// <summary>The operation's request has been answered ERR already. The late answer only tells that the chip listens again.</summary>
    public bool Overdue { get => Has(LineFlags.Overdue); init => _flags = With(LineFlags.Overdue, value); }

    public uint Serial { get; init; }

    /// <summary>The request that <see cref="Operation"/> serves.</summary>
    public Ticket RequestTicket { get; init; }

    /// <summary>SetValue: the value asked for.</summary>
    public bool WantedValue { get => Has(LineFlags.WantedValue); init => _flags = With(LineFlags.WantedValue, value); }

    /// <summary>Enable: the type asked for.</summary>
    public IrqType WantedIrq { get; init; }

    /// <summary>Enable: the generation under which the chip begins to watch; <see cref="Generation"/> if the chip is told its present watch
    /// once more (VG-D-34).</summary>
    public uint WantedGeneration { get; init; }

    /// <summary>Enable: an edge of <see cref="WantedGeneration"/> came before the chip's answer.</summary>
    public bool WantedLatched { get => Has(LineFlags.WantedLatched); init => _flags = With(LineFlags.WantedLatched, value); }

    /// <summary>The last generation given out; it only grows.</summary>
    public uint LastGeneration { get; init; }

    /// <summary>The state as the chip should have it.</summary>
    public DesiredLine Desired => new(Direction, Value, Irq, Generation, Released);

    /// <summary>An enable waits for the chip: pending(T, g).</summary>
    public bool EnablePending => Operation == ChipOperation.Enable && !Overdue;

    /// <summary>Whether edges of <paramref name="generation"/> belong to a watch that is being set up, and not to the one in
    /// force.</summary>
    public bool Awaits(uint generation) => EnablePending && generation == WantedGeneration && generation != Generation;

    /// <summary>Whether <paramref name="request"/> may be decided now. Otherwise it waits: requests of one line are decided in ring order
    /// (VG-D-14).</summary>
    public bool Accepts(in GpioRequest request) =>
        Operation == ChipOperation.None || ((Overdue || Operation == ChipOperation.Reapply) && IsLocal(request));

    /// <summary>Decides one input.</summary>
    /// <exception cref="UnreachableException">A rule is missing, or a request came while <see cref="Accepts"/> says no:
    /// our bug.</exception>
    public LineDecision Decide(in LineInput input, in LineRules rules) => input.Kind switch
    {
        LineInputKind.Request => Request(input.Ticket, input.Message, rules),
        LineInputKind.BufferQueued => Queue(input.Ticket, rules),
        LineInputKind.EdgeSensed => Sense(input),
        LineInputKind.ChipAnswered => Answer(input),
        LineInputKind.DeadlinePassed => Expire(input.Ticket),
        LineInputKind.ChipLost => Keep(this with { ChipUp = false }),
        LineInputKind.ChipBack => Return(input.Level, rules),
        LineInputKind.EventqStarted => (this with { EventqRunning = true }).Settled(),
        LineInputKind.EventqDisabled => Keep(this with { EventqRunning = false }),
        LineInputKind.EventqStopped => (this with { EventqRunning = false }).WithoutBuffer(),                    // VU-45; not a bounce
        LineInputKind.EventqDropped => Keep(this with { EventqRunning = false, Buffer = IrqBufferState.None }),  // VG-D-49
        LineInputKind.ReplyPublished => (this with { Withheld = false }).Settled(),
        LineInputKind.Reset => Clear(rules),
        LineInputKind.PinsReleased => Release(rules),
        LineInputKind.PinsResumed => Resume(rules),
        LineInputKind.RequestsForgotten => Forget(),
        LineInputKind.NetLeft => Leave(),
        LineInputKind.Restricted => Restrict(rules),
        LineInputKind.InterruptsSpent => Keep(this with { Muted = true }),
        LineInputKind.InterruptsBack => (this with { Muted = false }).Settled(),
        _ => throw new UnreachableException($"LineState has no rule for {input.Kind}"),
    };

    private static LineDecision Keep(in LineState next) => new() { Next = next };

    /// <summary>Returns the buffer VALID when the interrupt is enabled, unmasked and due; never otherwise (VG-D-39, VG-D-41,
    /// VG-D-42).</summary>
    private LineDecision Settled() =>
        IsDeliverable
            ? new LineDecision
            {
                Next = this with { Buffer = IrqBufferState.None, Latched = false, Bounces = 0 },
                Returns = true,
                Buffer = BufferTicket,
                Irq = IrqStatus.Valid,
            }
            : Keep(this);

    private bool IsDeliverable
    {
        get
        {
            bool due = Irq switch
            {
                IrqType.None => false,
                IrqType.LevelHigh => Level,
                IrqType.LevelLow => !Level,
                _ => Latched,
            };
            return due && Buffer == IrqBufferState.Held && EventqRunning && ChipUp && !Withheld && !Muted;
        }
    }

    /// <summary>Gives the line's buffer back INVALID, if there is one.</summary>
    private LineDecision WithoutBuffer() => Buffer == IrqBufferState.None
        ? Keep(this)
        : new LineDecision
        {
            Next = this with { Buffer = IrqBufferState.None },
            Returns = true,
            Buffer = BufferTicket,
            Irq = IrqStatus.Invalid,
        };

    private LineDecision Queue(Ticket ticket, in LineRules rules)
    {
        if (Buffer != IrqBufferState.None)                                             // VG-D-45: the first one stays
            return new LineDecision { Next = this, Returns = true, Buffer = ticket, Irq = IrqStatus.Invalid };
        if (EnablePending || Irq != IrqType.None)
        {
            var held = (this with { Buffer = IrqBufferState.Held, BufferTicket = ticket }).Settled();
            return Withheld ? held with { AwaitsPublication = true } : held;
        }

        return WhileDisabled(ticket, rules);
    }

    /// <summary>VG-D-44: a buffer that unmasks a disabled interrupt.</summary>
    private LineDecision WhileDisabled(Ticket ticket, in LineRules rules)
    {
        if (!rules.IrqNegotiated)                                                      // VG-D-47
            return new LineDecision { Next = this, Returns = true, Buffer = ticket, Irq = IrqStatus.Invalid };
        if (Denied && !Unheeded) return (this with { Unheeded = true }).WhileDisabled(ticket, rules);
        if (Bounces >= BouncesBeforeParking || rules.EarlyUnmask == EarlyUnmask.Hold)
            return Keep(this with { Buffer = IrqBufferState.Parked, BufferTicket = ticket });
        return new LineDecision { Next = this with { Bounces = Bounces + 1 }, Returns = true, Buffer = ticket, Irq = IrqStatus.Invalid };
    }

    private LineDecision Sense(in LineInput input)
    {
        if (Awaits(input.Generation))   // no edge is lost between the chip's start and its answer
            return Keep(this with { WantedLatched = WantedLatched || Matches(WantedIrq, input) });
        if (Irq == IrqType.None || input.Generation != Generation) return Keep(this);  // an edge of an older watch
        return (this with { Level = input.Level, Latched = Latched || Matches(Irq, input) }).Settled();
    }

    /// <summary>Whether an edge type is triggered; level types latch nothing (VG-D-37).</summary>
    private static bool Matches(IrqType type, in LineInput edges) => Matched(type, edges.Rising, edges.Falling) > 0;

    /// <summary>How many of these edges trigger <paramref name="type"/>; 0 for NONE and level types.</summary>
    public static int Matched(IrqType type, int rising, int falling) => type switch
    {
        IrqType.EdgeRising => rising,
        IrqType.EdgeFalling => falling,
        IrqType.EdgeBoth => rising + falling,
        _ => 0,
    };

    private LineDecision Clear(in LineRules rules)
    {
        var next = new LineState
        {
            Generation = LastGeneration + 1,
            LastGeneration = LastGeneration + 1,
            Level = Level,
            EventqRunning = EventqRunning,
            ChipUp = ChipUp,
            Operation = Operation,                                                     // the chip still has it
            Serial = Serial,
            Overdue = Operation != ChipOperation.None,
            Diverged = Diverged || Operation is not (ChipOperation.None or ChipOperation.Read),
        };
        return next.Tell(rules);
    }

    private bool Has(LineFlags flag) => (_flags & flag) != 0;

    private LineFlags With(LineFlags flag, bool on) => on ? _flags | flag : _flags & ~flag;
}
