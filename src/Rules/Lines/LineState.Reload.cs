using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Rules.Lines;

/// <content>Live reload: the line stands for another chip line, or may do other things with its present one. What the guest has set
/// stays.</content>
public readonly partial record struct LineState
{
    /// <summary>The outstanding operation is for a request that is not answered yet.</summary>
    public bool OwesAnswer => Operation is not (ChipOperation.None or ChipOperation.Reapply) && !Overdue;

    /// <summary>The guest has set the line to something that it may not do.</summary>
    public bool IsForbidden(in LineRules rules) =>
        (Direction == GpioDirection.Out && rules.Access == LineAccess.In)
        || (rules.Access == LineAccess.Out && (Direction == GpioDirection.In || Irq != IrqType.None));

    /// <summary>
    /// Leaves the old chip line: its answers and its edges no longer count. A latched edge happened, and stays. If the new line has another
    /// level, that is no edge. The new chip line is told everything (<see cref="Return"/>). An outstanding request is decided again.
    /// </summary>
    private LineDecision Leave() => Keep(Unchanged(this).Next with
    {
        Operation = ChipOperation.None,
        Overdue = false,
        WantedLatched = false,
        ChipUp = false,
        AskedBefore = false,
        Diverged = Direction != GpioDirection.None || Irq != IrqType.None,
        Generation = LastGeneration + 1,
        LastGeneration = LastGeneration + 1,
    });

    private LineDecision Restrict(in LineRules rules)
    {
        if (!IsForbidden(rules)) return Keep(this);
        var next = SwitchedOff() with { Direction = GpioDirection.None, Value = false };
        return next.Tell(rules).Also(next.WithoutBuffer());
    }
}
