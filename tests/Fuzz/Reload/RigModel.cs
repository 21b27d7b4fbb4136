using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Fuzz.Reload;

/// <summary>What a person would say of a front-end.</summary>
internal enum Presence
{
    Away,
    Running,
    Stopped,
}

/// <summary>What a line puts on its net: an idle drive is what <c>onRelease</c> leaves behind.</summary>
internal enum Driven
{
    Nothing,
    IdleLow,
    IdleHigh,
    Low,
    High,
}

/// <summary>A net of the model.</summary>
internal sealed class ModelNet(ChipLinePlan plan)
{
    public ChipLinePlan Plan { get; set; } = plan;

    public bool? Stimulus { get; set; }

    /// <summary>What a line left behind that stands for another chip line by now.</summary>
    public Driven Left { get; set; }
}

/// <summary>A guest line of the model: what its guest has set, and what it drives.</summary>
internal sealed class ModelLine(GuestLinePlan plan)
{
    public GuestLinePlan Plan { get; set; } = plan;

    public GpioDirection Direction { get; set; }

    public bool Value { get; set; }

    public IrqType Irq { get; set; }

    public bool Latched { get; set; }

    /// <summary>The driver has queued its buffer and not got it back.</summary>
    public bool Queued { get; set; }

    public Driven Drive { get; set; }

    public bool Claims => Drive is Driven.Low or Driven.High;

    /// <summary>A change has made an edge that may or may not have reached the line: what it shows afterwards is taken over.</summary>
    public bool MayHaveEdge { get; set; }

    /// <summary>Whether the new access forbids what the guest has set.</summary>
    public bool IsForbidden => (Direction == GpioDirection.Out && Plan.Access == LineAccess.In)
        || (Plan.Access == LineAccess.Out && (Direction == GpioDirection.In || Irq != IrqType.None));

    /// <summary>What the line drives, by what it wants and what it drove before.</summary>
    public Driven Wanted(bool away, Driven before)
    {
        if (Direction == GpioDirection.Out && !away) return Value ? Driven.High : Driven.Low;
        if (Direction == GpioDirection.In || before == Driven.Nothing) return Driven.Nothing;
        return Plan.OnRelease switch
        {
            OnRelease.Low => Driven.IdleLow,
            OnRelease.High => Driven.IdleHigh,
            OnRelease.Hold => before is Driven.High or Driven.IdleHigh ? Driven.IdleHigh : Driven.IdleLow,
            _ => Driven.Nothing,
        };
    }
}

/// <summary>A guest of the model.</summary>
internal sealed class ModelGuest(GuestPlan plan)
{
    public GuestPlan Plan { get; set; } = plan;

    public Presence Presence { get; set; }

    public GuestPlan? Pending { get; set; }

    public ModelLine[] Lines { get; set; } = [.. plan.Lines.Select(line => new ModelLine(line))];

    public bool IsConnected => Presence != Presence.Away;
}
