using System.Diagnostics;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Irq;

/// <summary>One interrupt line as its driver sees it: the pure decisions of the final Linux driver. Where driver and specification differ,
/// it follows the specification.</summary>
/// <remarks>
/// <para>Source: virtio v1.2 §5.18.6.8, §5.18.7.1, §5.18.7.2; VG-G-04…VG-G-08, VG-G-13…VG-G-17. Linux's struct vgpio_irq_line has the same
/// fields. Its queue_pending is not stored here but follows from the others (<see cref="QueuePending"/>), so the two cannot
/// disagree.</para>
/// <para>The state pursues a goal: after each input it sends what is missing until the device has been told <see cref="Target"/>, one
/// SET_IRQ_TYPE at a time; then the operation ends. <c>default</c> is the state after probe.</para>
/// </remarks>
internal readonly record struct IrqLineState
{
    private const byte BounceLimit = 12;
    private const byte BouncesWithoutDelay = 1;

    /// <summary>How this driver departs from the specification, if at all.</summary>
    public IrqManners Manners { get; init; }

    /// <summary>What the consumer wants while enabled; NONE before the first request.</summary>
    public IrqType Type { get; init; }

    public bool Enabled { get; init; }

    /// <summary>Events are wanted: false while disabled, and from delivery until the handler is done.</summary>
    public bool Unmasked { get; init; }

    /// <summary>The line's one pair is on eventq: true until its used entry is consumed, whatever happens meanwhile (VG-G-14).</summary>
    public bool Queued { get; init; }

    /// <summary>The SET_IRQ_TYPE that is on its way; null = none.</summary>
    public IrqType? Asked { get; init; }

    /// <summary>The type that the device last accepted.</summary>
    public IrqType Told { get; init; }

    /// <summary>A message is due although the device knows its content already (Linux's update_pending,
    /// <see cref="IrqManners.TellAlways"/>).</summary>
    public bool UpdatePending { get; init; }

    /// <summary>INVALIDs in a row while the interrupt was enabled; saturates at 12. An accepted type and a VALID clear it.</summary>
    public byte Bounces { get; init; }

    /// <summary>The pair waits for <see cref="IrqInputKind.BackOffElapsed"/>.</summary>
    public bool BackingOff { get; init; }

    /// <summary>The consumer's operation: None = nobody waits, Done = no failure so far, Failed = the device refused.</summary>
    public IrqOutcome Operation { get; init; }

    public bool Disabled => !Enabled;

    public bool Masked => !Unmasked;

    /// <summary>The type that the device is to have.</summary>
    public IrqType Target => Enabled ? Type : IrqType.None;

    /// <summary>The device has been told everything.</summary>
    public bool Settled => Asked is null && Told == Target && !UpdatePending;

    /// <summary>A pair is due but must wait: for the answer to SET_IRQ_TYPE (VG-G-07) or for the back-off.</summary>
    public bool QueuePending => Enabled && Unmasked && !Queued && (!Settled || BackingOff);

    /// <summary>How long a bounced pair waits: 1 ms, doubled each time, 1 s at most (our figures, not the spec's).</summary>
    public TimeSpan BackOffDelay => TimeSpan.FromMilliseconds(Math.Min(1000, 1 << Math.Max(0, Bounces - BouncesWithoutDelay - 1)));

    /// <exception cref="UnreachableException">An answer or a pair that this line does not wait for: a bug of the caller, which matches
    /// them.</exception>
    public (IrqLineState Next, IrqEffects Effects) Decide(IrqInput input) => input.Kind switch
    {
        IrqInputKind.Enable => Begin(this with { Type = input.Type, Enabled = true, Unmasked = Unmasked || !Enabled }),
        IrqInputKind.SetType => Begin(this with { Type = input.Type }),
        IrqInputKind.Disable => Begin(this with { Enabled = false, Unmasked = false, BackingOff = false }),

        IrqInputKind.Mask => (this with { Unmasked = false }, default),
        IrqInputKind.Unmask => Pursue(this with { Unmasked = Enabled }, default),

        IrqInputKind.TypeAccepted when Asked is { } type => Accepted(type),
        IrqInputKind.TypeRefused when Asked is { } type => Refused(type),

        IrqInputKind.ReturnedValid when Queued => Event(),
        IrqInputKind.ReturnedInvalid when Queued => Bounced(),
        IrqInputKind.BackOffElapsed => Pursue(this with { BackingOff = false }, default, delayed: true),

        IrqInputKind.Reset => (new IrqLineState { Manners = Manners }, default),    // VG-G-17
        _ => throw new UnreachableException($"IrqLineState has no rule for {input} in {this}"),
    };

    private static (IrqLineState, IrqEffects) Begin(IrqLineState state) =>
        Pursue(state with { Operation = IrqOutcome.Done, UpdatePending = state.Has(IrqManners.TellAlways) }, default);

    private (IrqLineState, IrqEffects) Accepted(IrqType type)
    {
        // The driver drains eventq before it handles the answer. So a pair that is still queued was not returned before the answer.
        bool kept = type == IrqType.None && Queued && Told != IrqType.None;
        return Pursue(
            this with { Asked = null, Told = type, Bounces = 0 },
            new IrqEffects { Oddity = kept ? IrqOddity.BufferKeptAfterDisable : IrqOddity.None });
    }

    private (IrqLineState, IrqEffects) Refused(IrqType type)
    {
        if (Has(IrqManners.IgnoreRefusal)) return Accepted(type);

        // Not enabled means no buffer (VG-G-15). After a refused NONE the driver can only assume that the interrupt is off.
        IrqLineState off = this with { Asked = null, Enabled = false, Unmasked = false, BackingOff = false, Operation = IrqOutcome.Failed };
        return Pursue(type == IrqType.None ? off with { Told = IrqType.None } : off, default);
    }

    private (IrqLineState, IrqEffects) Event()
    {
        IrqLineState back = this with { Queued = false };
        if (Enabled && Unmasked) return (back with { Unmasked = false, Bounces = 0 }, new IrqEffects { Deliver = true });

        bool afterDisable = Told == IrqType.None && Asked is null;
        return (back, new IrqEffects { Oddity = afterDisable ? IrqOddity.EventAfterDisable : IrqOddity.None });   // VG-G-13
    }

    private (IrqLineState, IrqEffects) Bounced()
    {
        bool unasked = Settled && Enabled && Unmasked;
        byte bounces = unasked ? (byte)Math.Min(BounceLimit, Bounces + 1) : Bounces;
        return Pursue(this with { Queued = false, Bounces = bounces }, default);
    }

    /// <summary>Sends what is missing. Then, if a pair is due, queues it or starts the back-off. Then ends the operation.</summary>
    private static (IrqLineState, IrqEffects) Pursue(IrqLineState state, IrqEffects effects, bool delayed = false)
    {
        if (!state.Settled && state.Asked is null)
        {
            bool throughNone = state.Told != IrqType.None && state.Told != state.Target && !state.Has(IrqManners.ChangeLive);
            IrqType ask = throughNone ? IrqType.None : state.Target;       // VG-G-06
            return (state with { Asked = ask, UpdatePending = false }, effects with { Ask = ask });
        }

        if (!state.Settled) return (state, effects);

        if (state.Enabled && state.Unmasked && !state.Queued && !state.BackingOff)
        {
            bool wait = !delayed && state.Bounces > BouncesWithoutDelay && !state.Has(IrqManners.NoBackOff);
            effects = wait ? effects with { BackOff = true } : effects with { Queue = true };
            state = state with { BackingOff = wait, Queued = !wait };
        }

        return (state with { Operation = IrqOutcome.None }, effects with { Outcome = state.Operation });
    }

    private bool Has(IrqManners manner) => (Manners & manner) != 0;
}
