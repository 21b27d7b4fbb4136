using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Lines;

/// <summary>Every message that a <see cref="LineActor"/> receives and sends.</summary>
internal static class LineProtocol
{
    /// <summary>In: the requestq has been flushed since <see cref="LineDecision.AwaitsPublication"/>.</summary>
    public sealed record ReplyPublished : WireProtocol.ILineMessage
    {
        public static readonly ReplyPublished Instance = new();
    }

    /// <summary>In: the guest may have interrupts again, and this line waited for one.</summary>
    public sealed record InterruptsAgain : WireProtocol.ILineMessage
    {
        public static readonly InterruptsAgain Instance = new();
    }

    /// <summary>In: a request of this line was fetched 500 ms ago and is not answered (HR-05).</summary>
    public sealed record DeadlinePassed(Ticket Ticket) : WireProtocol.ILineMessage;

    /// <summary>In, from the guest: an input without data for every line; answered with <see cref="Controlled"/>.</summary>
    /// <param name="Kind">Eventq*, RequestsForgotten, Reset, PinsReleased or PinsResumed.</param>
    /// <param name="IrqNegotiated">Whether VIRTIO_GPIO_F_IRQ is acknowledged from now on.</param>
    /// <param name="Round">Comes back in the answer.</param>
    public sealed record ControlLine(LineInputKind Kind, bool IrqNegotiated, long Round) : WireProtocol.ILineMessage;

    /// <summary>In, from the guest: the line is about to be mapped elsewhere; it lets go of its chip line. Answered with
    /// <see cref="Moved"/>.</summary>
    /// <remarks>Until <see cref="Take"/> requests wait, and the line has nothing behind it.</remarks>
    public sealed record LetGo(long Round) : WireProtocol.ILineMessage;

    /// <summary>In, from the guest: the chip line that the line now stands for. Answered with <see cref="Moved"/> when the chip has what
    /// the line wants, or refuses it.</summary>
    /// <param name="Mapping">null = a spare slot.</param>
    public sealed record Take(GuestLinePlan Plan, Mapping? Mapping, long Round) : WireProtocol.ILineMessage;

    /// <summary>In, from the guest: the line may do other things with the same chip line.</summary>
    public sealed record Remap(GuestLinePlan Plan, EarlyUnmask EarlyUnmask) : WireProtocol.ILineMessage;

    /// <summary>Out: a <see cref="LetGo"/> or <see cref="Take"/> is done.</summary>
    /// <param name="Refusal">The chip does not give the line what it wants; null = it does, or is away.</param>
    public sealed record Moved(int Line, long Round, string? Refusal);

    /// <summary>Out: the line has done what a <see cref="ControlLine"/> said; what it returned is with the queue actors.</summary>
    public sealed record Controlled(int Line, long Round);
}

/// <summary>A request that waits for its turn on its line.</summary>
/// <param name="Message">If it is malformed, as far as it could be read.</param>
/// <param name="Fault">It is malformed, yet names this line: ERR, in its turn (VG-D-14, VG-D-18…21).</param>
internal readonly record struct LineRequest(Ticket Ticket, GpioRequest Message, LineRefusal Fault)
{
    public bool Refused => Fault != LineRefusal.None;
}

/// <summary>The work of one intake for one line: its new buffers first, then its requests in ring order. Preallocated, in the line's
/// mailbox at most once.</summary>
/// <remarks>The queue actors fill it during a turn's intake and the line empties it, all on the guest's reactor.</remarks>
internal sealed class LineWork : WireProtocol.ILineMessage
{
    public List<Ticket> Buffers { get; } = new(capacity: 2);

    public List<LineRequest> Requests { get; } = new(capacity: 4);

    /// <summary>It is in the line's mailbox.</summary>
    public bool Told { get; set; }

    public void Clear()
    {
        Buffers.Clear();
        Requests.Clear();
        Told = false;
    }
}
