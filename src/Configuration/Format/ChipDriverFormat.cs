using System.Collections.Immutable;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Format;

/// <summary>A driver of chips as the file says it.</summary>
/// <param name="Name">The word after <c>driver</c>.</param>
/// <param name="Shape">The keys of its chips. They are made later than this list, which they name.</param>
internal sealed record ChipDriverFormat(string Name, Func<Shape> Shape)
{
    /// <summary>Every driver, in the order in which messages name them.</summary>
    public static readonly ImmutableArray<ChipDriverFormat> All =
    [
        new(GpioChipPlan.Word, () => ChipFormat.GpioChip),
        new(RemotePlan.Word, () => ChipFormat.Remote),
        new(SimPlan.Word, () => ChipFormat.Sim),
    ];
}
