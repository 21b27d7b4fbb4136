using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Rules.Lines;

/// <summary>A wish: everything that a guest line wants of its chip line. It is whole, so that applying it again repairs whatever was
/// missed.</summary>
/// <param name="Direction">NONE with an <paramref name="Irq"/> is an implicit input (VG-D-32).</param>
/// <param name="Value">Logical level to drive while <paramref name="Direction"/> is OUT.</param>
/// <param name="Irq">Interrupt type to watch for; NONE = none.</param>
/// <param name="Generation">The number of this watch. Edges carry it, so that edges of an older watch are told apart .</param>
/// <param name="Released">The guest is away: drive what <c>onRelease</c> says instead.</param>
public readonly record struct DesiredLine(GpioDirection Direction, bool Value, IrqType Irq, uint Generation, bool Released);

/// <summary>What to ask of the chip.</summary>
public enum ChipAsk : byte
{
    Nothing,

    /// <summary>Sense the net's level; answered.</summary>
    Read,

    /// <summary>Make <see cref="LineDecision.Desired"/> true; answered, and the line waits for it.</summary>
    Apply,

    /// <summary>Make <see cref="LineDecision.Desired"/> true; nobody waits (HR-05).</summary>
    Tell,
}

/// <summary>A decision: the next state, and what must happen outside so that it becomes true, at most one of each. Order: chip, then
/// buffer, then reply.</summary>
public readonly record struct LineDecision
{
    public required LineState Next { get; init; }

    public ChipAsk Ask { get; init; }

    /// <summary>With Apply and Tell: the whole wish.</summary>
    public DesiredLine Desired { get; init; }

    /// <summary>With Read and Apply: the number of the operation, for the answer.</summary>
    public uint Serial => Next.Serial;

    /// <summary>An eventq chain goes back with <see cref="Irq"/>.</summary>
    public bool Returns { get; init; }

    public Ticket Buffer { get; init; }

    public IrqStatus Irq { get; init; }

    /// <summary>A requestq chain is answered with <see cref="Status"/> and <see cref="Value"/>.</summary>
    public bool Replies { get; init; }

    public Ticket Request { get; init; }

    public GpioStatus Status { get; init; }

    public byte Value { get; init; }

    /// <summary>With an ERR: why.</summary>
    public LineRefusal Refusal { get; init; }

    /// <summary>Tell this line <see cref="LineInputKind.ReplyPublished"/> once the requestq has been flushed.</summary>
    public bool AwaitsPublication { get; init; }

    /// <summary>This decision with a buffer or a reply of <paramref name="other"/> added; the next state is the one that differs.</summary>
    internal LineDecision Also(in LineDecision other)
    {
        var both = this;
        if (other.Returns)
            both = both with { Returns = true, Buffer = other.Buffer, Irq = other.Irq, Next = Next with { Buffer = other.Next.Buffer } };
        if (other.Replies)
        {
            both = both with
            {
                Replies = true,
                Request = other.Request,
                Status = other.Status,
                Value = other.Value,
                Refusal = other.Refusal,
            };
        }
        return both;
    }
}
