using System.Collections.Immutable;

namespace GpioHub.Hub.Commands.Doctor.Facts;

/// <summary>The machine's gpiochips, and those of the rig.</summary>
internal sealed record ChipFacts
{
    /// <summary>Device nodes, /dev/gpiochipN.</summary>
    public ImmutableArray<NodeFacts> Nodes { get; init; } = [];

    /// <summary>The rig's physical chips, in its order.</summary>
    public ImmutableArray<FoundChip> Found { get; init; } = [];
}

/// <summary>How a chip of the rig was looked for.</summary>
/// <param name="Path">Its device; null = it was not found.</param>
/// <param name="Why">Why it was not found; null = it was.</param>
/// <param name="Several">Because several chips fit.</param>
internal sealed record FoundChip(string Id, string? Path, string? Why, bool Several)
{
    public string Label { get; init; } = "";

    /// <summary>The lines that the rig names.</summary>
    public ImmutableArray<FoundLine> Lines { get; init; } = [];
}

/// <summary>A line of a chip that was found.</summary>
/// <param name="Text">For a person: its name, or its number.</param>
/// <param name="Offset">null = the chip has no such line.</param>
/// <param name="Holder">Who holds it; null = nobody, "" = somebody without a name.</param>
/// <param name="Sampled">The rig has it read in intervals where it has no interrupt.</param>
/// <param name="Interrupts">Whether it can interrupt; null = it was not tried.</param>
internal sealed record FoundLine(string Text, int? Offset, string? Holder, bool Sampled, bool? Interrupts);
