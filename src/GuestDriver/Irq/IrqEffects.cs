using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Irq;

/// <summary>How the consumer's operation ended.</summary>
internal enum IrqOutcome { None, Done, Failed }

/// <summary>A thing that a device did although the specification forbids it, and that a driver survives.</summary>
internal enum IrqOddity
{
    None,

    /// <summary>OK to type NONE although the line's pair was not returned before it. Breaks virtio v1.2 §5.18.6.9 (VG-D-38).</summary>
    BufferKeptAfterDisable,

    /// <summary>VALID after the OK to type NONE. Breaks virtio v1.2 §5.18.7.3 (VG-D-39).</summary>
    EventAfterDisable,
}

/// <summary>What is to be done after one input, in the order of the members.</summary>
/// <param name="Deliver">Run the line's handler; the line is masked until <see cref="IrqInputKind.Unmask"/>.</param>
/// <param name="Ask">Send SET_IRQ_TYPE with this type on requestq; null = send nothing.</param>
/// <param name="Queue">Queue the line's pair on eventq.</param>
/// <param name="BackOff">Feed <see cref="IrqInputKind.BackOffElapsed"/> after <see cref="IrqLineState.BackOffDelay"/>.</param>
/// <param name="Outcome">The consumer's operation has ended.</param>
/// <param name="Oddity">To be counted.</param>
internal readonly record struct IrqEffects(
    bool Deliver = false,
    IrqType? Ask = null,
    bool Queue = false,
    bool BackOff = false,
    IrqOutcome Outcome = IrqOutcome.None,
    IrqOddity Oddity = IrqOddity.None);

/// <summary>Where a driver departs from the specification's letter. <see cref="Strict"/> departs nowhere.</summary>
[Flags]
public enum IrqManners
{
    Strict = 0,

    /// <summary>Each operation sends SET_IRQ_TYPE, also T→T and NONE→NONE (VG-D-34).</summary>
    TellAlways = 1,

    /// <summary>T1→T2 without NONE between (VG-D-35; departs from VG-G-06).</summary>
    ChangeLive = 2,

    /// <summary>The answer ERR to SET_IRQ_TYPE is ignored: the pair is queued all the same (R-08; departs from VG-G-15).</summary>
    IgnoreRefusal = 4,

    /// <summary>A pair bounced with INVALID is queued again at once, without end .</summary>
    NoBackOff = 8,

    /// <summary>What drivers/gpio/gpio-virtio.c does since v5.16.</summary>
    Linux = TellAlways | ChangeLive | IgnoreRefusal | NoBackOff,
}
