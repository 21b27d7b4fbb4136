using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Rules.Lines;

/// <summary>Everything that can happen to one guest line.</summary>
public enum LineInputKind : byte
{
    /// <summary>A requestq message for this line; only while <see cref="LineState.Accepts"/> says so.</summary>
    Request,

    /// <summary>The driver queued the line's eventq buffer pair: unmask (virtio v1.2 §5.18.7).</summary>
    BufferQueued,

    /// <summary>The net's level changed while the chip watched for this line.</summary>
    EdgeSensed,

    /// <summary>The chip answered the outstanding operation.</summary>
    ChipAnswered,

    /// <summary>500 ms have passed since the request of the outstanding operation was fetched (HR-05).</summary>
    DeadlinePassed,

    /// <summary>The chip went away.</summary>
    ChipLost,

    /// <summary>The chip is there, and has applied everything that this line desires.</summary>
    ChipBack,

    /// <summary>The eventq is started and enabled.</summary>
    EventqStarted,

    /// <summary>SET_VRING_ENABLE(0) on the eventq: held buffers stay held (VU-35).</summary>
    EventqDisabled,

    /// <summary>GET_VRING_BASE on the eventq: held buffers go back INVALID before the reply (VU-45).</summary>
    EventqStopped,

    /// <summary>The eventq is gone without a stop (reset, disconnect, implicit restart): nothing may be written.</summary>
    EventqDropped,

    /// <summary>The OK of the last enable has been published: a delivery that was withheld may go.</summary>
    ReplyPublished,

    /// <summary>A new driver session or RESET_DEVICE: everything returns to its initial state (VG-D-49).</summary>
    Reset,

    /// <summary>The guest left, or its rings stay stopped: pins go to their release state, line state is kept (VU-47b).</summary>
    PinsReleased,

    /// <summary>The guest resumed: direction, value and type go to the chip before its first request is decided.</summary>
    PinsResumed,

    /// <summary>The line now stands for another chip line, or for none: nothing of the old one counts.</summary>
    NetLeft,

    /// <summary>The line may do other things: what it may no longer do ends as if the guest had ended it.</summary>
    Restricted,

    /// <summary>The guest has had as many interrupts as it may have for now (<c>interruptsPerSecond</c>):
    /// the line counts as masked.</summary>
    InterruptsSpent,

    /// <summary>The guest may have interrupts again.</summary>
    InterruptsBack,

    /// <summary>The line's requests are void: its actor restarted and the ring answered them, or the requestq was dropped.</summary>
    RequestsForgotten,
}

/// <summary>How the chip answered an operation.</summary>
public enum ChipOutcome : byte
{
    /// <summary>The chip has done it.</summary>
    Done,

    /// <summary>Refused, and nothing changed: another drives the net, or the chip said no.</summary>
    Refused,

    /// <summary>The chip is away.</summary>
    Gone,
}

/// <summary>One input to <see cref="LineState.Decide"/>; which fields count depends on <see cref="Kind"/>.</summary>
public readonly record struct LineInput
{
    public LineInputKind Kind { get; private init; }

    /// <summary>Request, BufferQueued: the chain to answer. DeadlinePassed: the request that is late.</summary>
    public Ticket Ticket { get; private init; }

    /// <summary>Request: a decoded message other than GET_LINE_NAMES.</summary>
    public GpioRequest Message { get; private init; }

    /// <summary>EdgeSensed: rising edges since the last one told.</summary>
    public int Rising { get; private init; }

    /// <summary>EdgeSensed: falling edges since the last one told.</summary>
    public int Falling { get; private init; }

    /// <summary>EdgeSensed, ChipAnswered, ChipBack: the net's logical level at this moment.</summary>
    public bool Level { get; private init; }

    /// <summary>EdgeSensed: the watch to which the edges belong.</summary>
    public uint Generation { get; private init; }

    /// <summary>ChipAnswered: the number of the operation.</summary>
    public uint Serial { get; private init; }

    public ChipOutcome Outcome { get; private init; }

    public static LineInput Request(Ticket ticket, GpioRequest message) =>
        new() { Kind = LineInputKind.Request, Ticket = ticket, Message = message };

    public static LineInput BufferQueued(Ticket ticket) => new() { Kind = LineInputKind.BufferQueued, Ticket = ticket };

    public static LineInput EdgeSensed(int rising, int falling, bool level, uint generation) =>
        new() { Kind = LineInputKind.EdgeSensed, Rising = rising, Falling = falling, Level = level, Generation = generation };

    public static LineInput ChipAnswered(uint serial, ChipOutcome outcome, bool level) =>
        new() { Kind = LineInputKind.ChipAnswered, Serial = serial, Outcome = outcome, Level = level };

    public static LineInput DeadlinePassed(Ticket ticket) => new() { Kind = LineInputKind.DeadlinePassed, Ticket = ticket };

    public static LineInput ChipBack(bool level) => new() { Kind = LineInputKind.ChipBack, Level = level };

    /// <summary>An input that carries nothing but its kind.</summary>
    public static LineInput Of(LineInputKind kind) => new() { Kind = kind };
}
