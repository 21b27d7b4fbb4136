using GpioHub.Actors.Rigs;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Lines;

/// <content>Live reload: the line stands for another chip line, or may do other things with it. What the guest has set, it keeps.</content>
public readonly partial record struct LineState
{
    /// <summary>The operation outstanding serves a request that is not answered yet.</summary>
    public bool OwesAnswer => Operation is not (ChipOperation.None or ChipOperation.Reapply) && !Overdue;

    /// <summary>It is set to what it may not do.</summary>
    public bool IsForbidden(in LineRules rules) =>
        (Direction == GpioDirection.Out && rules.Access == LineAccess.In)
        || (rules.Access == LineAccess.Out && (Direction == GpioDirection.In || Irq != IrqType.None));

    /// <summary>
    /// Nothing of the old chip line counts any more: its answers, its edges. An edge that is latched was one, and stays; that the new
    /// line may have another level is none. The chip line that comes is told everything (<see cref="Return"/>). A request outstanding
    /// is the line's to decide again.
    /// </summary>
    private LineDecision Leave() => Keep(Unchanged(this).Next with
    {
        Operation = ChipOperation.None,
        Overdue = false,
        WantedLatched = false,
        ChipUp = false,
        Diverged = Direction != GpioDirection.None || Irq != IrqType.None,
        Generation = LastGeneration + 1,
        LastGeneration = LastGeneration + 1,
    });

    private LineDecision Restrict(in LineRules rules)
    {
        if (!IsForbidden(rules)) return Keep(this);
        var next = this with
        {
            Direction = GpioDirection.None,
            Value = false,
            Irq = IrqType.None,
            Latched = false,
            Withheld = false,
            Generation = LastGeneration + 1,
            LastGeneration = LastGeneration + 1,
        };
        return next.Tell(rules).Also(next.WithoutBuffer());
    }
}
