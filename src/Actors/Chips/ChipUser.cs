using Akka.Actor;
using GpioHub.Actors.Lines;
using GpioHub.Actors.Rigs;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Chips;

/// <summary>One guest line as its chip knows it: the mapping, what the line desires, and the edges pending for it.</summary>
/// <remarks>
/// Lives as long as the rig and outlives every actor: it reaches chip and line through their Props. Written by the chip's actor only, but for
/// <see cref="Edges"/>, which the line empties, and <see cref="Line"/>, which it fills in when it attaches.
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

    /// <summary>What is said of it where it keeps another from driving; made once, because a guest can ask for it as fast as it likes.</summary>
    public string AsHolder { get; }

    public GuestLinePlan Plan { get; }

    public ChipLineAddress Address { get; }

    /// <summary>Guest and chip are pinned to the same reactor: what one does in a turn, the other sees in it without a thread between them.</summary>
    public bool SameReactor { get; init; }

    /// <summary>Where the line takes its operations itself; null = by message to the chip's actor, on another reactor.</summary>
    public ChipDesk? Desk { get; internal set; }

    /// <summary>The line's actor; Nobody until it attaches.</summary>
    public IActorRef Line { get; internal set; } = ActorRefs.Nobody;

    public DesiredLine Desired { get; internal set; }

    public Drive Drive { get; internal set; }

    public PendingEdges Edges { get; }

    /// <summary>Operations behind one that the chip has not answered, oldest first.</summary>
    internal Queue<LineOperation> Waiting { get; } = new();

    /// <summary>The operation which the chip has and has not answered.</summary>
    internal LineOperation? AtChip { get; set; }

    internal bool Watches => Desired.Irq != IrqType.None;
}

/// <summary>Edges of one net not yet told to one guest line: a preallocated record that is in the line's mailbox at most once, so that no storm fills it.</summary>
public sealed class PendingEdges : LineProtocol.ILineMessage
{
    public int Rising { get; private set; }

    public int Falling { get; private set; }

    /// <summary>The net's level after the last change; live, whether or not edges are pending.</summary>
    public bool Level { get; internal set; }

    /// <summary>The watch to which the edges belong.</summary>
    public uint Generation { get; private set; }

    public bool Told { get; private set; }

    /// <summary>Adds one edge.</summary>
    /// <returns>true = not in the line's mailbox yet: tell it.</returns>
    internal bool Add(bool level, uint generation)
    {
        if (generation != Generation)                 // an older watch's edges are nobody's any more
        {
            Generation = generation;
            Rising = Falling = 0;
        }

        Level = level;
        if (level) Rising = Saturating(Rising);
        else Falling = Saturating(Falling);
        if (Told) return false;
        Told = true;
        return true;
    }

    /// <summary>Empties the record, for the line that now looks at it.</summary>
    internal void Take(out int rising, out int falling)
    {
        (rising, falling) = (Rising, Falling);
        Rising = Falling = 0;
        Told = false;
    }

    private static int Saturating(int count) => count == int.MaxValue ? count : count + 1;
}
