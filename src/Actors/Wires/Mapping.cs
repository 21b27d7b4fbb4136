using Akka.Actor;
using GpioHub.Recording.Log;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Records;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Wires;

/// <summary>A mapping as its chip knows it: one guest line, what it desires, and the edges pending for it.</summary>
/// <remarks>
/// It lives as long as the mapping and outlives every actor. Everything in it that changes is read and written on the chip's reactor only,
/// except <see cref="Edges"/>, which both reactors may use. A line that is mapped to another chip line gets a new one
/// (<see cref="WireProtocol.Detach"/>).
/// </remarks>
internal sealed class Mapping
{
    /// <summary>What the name of another host begins with, where names of guests are. No guest's does.</summary>
    public const char HostMark = '@';

    public Mapping(string guest, GuestLinePlan plan)
    {
        Guest = guest;
        Plan = plan;
        Address = plan.From ?? throw new ArgumentException("A spare slot uses no chip", nameof(plan));
        IsHost = guest.StartsWith(HostMark);
        AsHolder = IsHost ? guest : $"guest {guest}";
        Edges = new PendingEdges();
    }

    /// <param name="crossing">As <see cref="Crossing"/>.</param>
    public Mapping(string guest, GuestLinePlan plan, Crossing? crossing)
        : this(guest, plan)
    {
        Crossing = crossing;
        if (crossing is not null) Later = new EdgesAfterCommit(this, crossing.Chip);
    }

    public string Guest { get; }

    /// <summary>It is no guest's line but another host's, which drives and reads it for its guests (LK-01).</summary>
    public bool IsHost { get; }

    /// <summary>The guest's name in messages that say who keeps another from driving. Made once, because a guest can ask for it as fast as
    /// it likes.</summary>
    public string AsHolder { get; }

    /// <summary>The guest as the cause of edges.</summary>
    public LogCause Cause { get; init; }

    public GuestLinePlan Plan { get; internal set; }

    public ChipLineAddress Address { get; }

    /// <summary>Guest and chip are on the same reactor: each sees what the other does within the same turn, with no thread
    /// between.</summary>
    public bool SameReactor { get; init; }

    /// <summary>The chip is a device, so a level that is known may be old.</summary>
    public bool IsAtDevice { get; init; }

    /// <summary>What crosses between both reactors crosses when its turn is committed; null = nothing crosses, or nothing is
    /// recorded.</summary>
    public Crossing? Crossing { get; }

    /// <summary>The chip's actor.</summary>
    public IActorRef Chip { get; internal set; } = ActorRefs.Nobody;

    /// <summary>The desk to which the line takes its operations itself; null = the chip is on another reactor, and they go by
    /// message.</summary>
    /// <remarks>Nobody but lines of the chip's reactor gets hold of a desk: it belongs to that reactor.</remarks>
    public ILineDesk? Desk
    {
        get;
        internal set => field = SameReactor ? value : null;
    }

    /// <summary>The line's actor; Nobody until it attaches.</summary>
    public IActorRef Line { get; internal set; } = ActorRefs.Nobody;

    /// <summary>The net of the chip line that the guest line stands for; set by its chip's nets.</summary>
    public Net Net { get; internal set; } = null!;

    public DesiredLine Desired { get; internal set; }

    public Drive Drive { get; internal set; }

    /// <summary>The number of this line's last write among the writes of its net; 0 = it has not written.</summary>
    internal long Written { get; set; }

    public PendingEdges Edges { get; }

    /// <summary>Where it is written for a successor of this process; null = nowhere.</summary>
    internal RecordRegion? Place { get; set; }

    /// <summary>The edges of this turn, where the line may not have them before the turn is committed; null = it gets them at
    /// once.</summary>
    internal EdgesAfterCommit? Later { get; }

    /// <summary>Edges of the present watch that were given to the line.</summary>
    internal uint Given { get; set; }

    /// <summary>The serial of the request whose wish was put in force last; 0 = none.</summary>
    internal uint Applied { get; set; }

    /// <summary><see cref="Applied"/> by the process before this one: its answer may not have arrived, and then the line asks again. 0 =
    /// none.</summary>
    internal uint AppliedBefore { get; set; }

    /// <summary>The line has another mapping by now: answers to what was asked for this one are ignored.</summary>
    internal bool IsDetached { get; set; }

    internal bool Watches => Desired.Irq != IrqType.None;
}
