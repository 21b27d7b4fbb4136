using Akka.Actor;
using GpioHub.Actors.Lines;
using GpioHub.Actors.Rigs;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Chips;

/// <summary>One guest line as its chip knows it: the mapping, what the line desires, and the edges pending for it.</summary>
/// <remarks>
/// Lives as long as the mapping and outlives every actor. What can change is read and written on the chip's reactor only, but for
/// <see cref="Edges"/>, which is safe between the two. A line that is mapped to another chip line gets a new one
/// (<see cref="ChipProtocol.Detach"/>).
/// </remarks>
public sealed class ChipUser
{
    public ChipUser(string guest, GuestLinePlan plan)
    {
        Guest = guest;
        Plan = plan;
        Address = plan.From ?? throw new ArgumentException("A spare slot uses no chip", nameof(plan));
        AsHolder = $"guest {guest}";
        Edges = new PendingEdges();
    }

    public string Guest { get; }

    /// <summary>What is said of it where it keeps another from driving; made once, because a guest can ask for it
    /// as fast as it likes.</summary>
    public string AsHolder { get; }

    public GuestLinePlan Plan { get; internal set; }

    public ChipLineAddress Address { get; }

    /// <summary>Guest and chip are pinned to the same reactor: what one does in a turn, the other sees in it without a
    /// thread between them.</summary>
    public bool SameReactor { get; init; }

    /// <summary>Its chip is a device: what it knows of a level may be old.</summary>
    public bool IsAtDevice { get; init; }

    /// <summary>The chip's actor.</summary>
    public IActorRef Chip { get; internal set; } = ActorRefs.Nobody;

    /// <summary>Where the line takes its operations itself; null = by message to the chip's actor, on another reactor.</summary>
    public ChipDesk? Desk { get; internal set; }

    /// <summary>The line's actor; Nobody until it attaches.</summary>
    public IActorRef Line { get; internal set; } = ActorRefs.Nobody;

    /// <summary>The chip line it stands for; set by its chip's nets.</summary>
    public Net Net { get; internal set; } = null!;

    public DesiredLine Desired { get; internal set; }

    public Drive Drive { get; internal set; }

    /// <summary>Its last write's number among those of its net; 0 = it has not written.</summary>
    internal long Written { get; set; }

    public PendingEdges Edges { get; }

    /// <summary>The line has another mapping by now: what was asked for it is nobody's any more.</summary>
    internal bool IsDetached { get; set; }

    internal bool Watches => Desired.Irq != IrqType.None;
}
