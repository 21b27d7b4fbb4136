using System.Collections.Immutable;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Contract;

/// <summary>A chip line (= a net) at one instant.</summary>
/// <param name="Index">Its place in <see cref="ChipPlan.Lines"/>.</param>
/// <param name="Offset">Its number on the chip; null while a gpiochip's line is known by name only.</param>
/// <param name="Level">The logical level as readers see it: the resolved one, unless a fault lies between.</param>
/// <param name="Edges">Level changes since the hub started.</param>
/// <param name="Lost">Edges that the chip reported lost.</param>
public sealed record LineSnapshot(
    string Chip,
    int Index,
    int? Offset,
    string? Name,
    bool Level,
    Bias Bias,
    bool ActiveLow,
    ResolveRule Resolve,
    ControlAccess Control,
    ImmutableArray<DriverSnapshot> Drivers,
    ImmutableArray<ReaderSnapshot> Readers,
    long Edges,
    long Lost)
{
    /// <summary>How often one driver was refused because another drives.</summary>
    public long Contentions { get; init; }

    /// <summary>gpiochip: why the line cannot be used: no such line, held by another; null = nothing is wrong.</summary>
    public string? Problem { get; init; }
}

public enum DriverKind { Stimulus, Guest, Idle, Hardware, Fault }

/// <param name="Kind">Fault: a stuck or open line; the fault drives what readers see, not the pin.</param>
/// <param name="Who">The id of the guest or the fault; "" otherwise.</param>
public sealed record DriverSnapshot(DriverKind Kind, string Who, bool Level);

/// <param name="Irq">Interrupt type this reader has enabled.</param>
public sealed record ReaderSnapshot(string Guest, int Line, string Name, LineAccess Access, IrqType Irq, bool Masked, bool Latched);
