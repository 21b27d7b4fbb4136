using System.Collections.Immutable;

namespace GpioHub.Actors.Nets;

/// <summary>What opening a device showed of it.</summary>
/// <param name="Label">As gpiodetect shows it.</param>
/// <param name="Path">Of its character device.</param>
/// <param name="Lines">In the order of the plan's.</param>
internal sealed record PortFacts(string Label, string Path, ImmutableArray<PortLine> Lines);

/// <param name="Offset">On the chip; null = it has no such line.</param>
/// <param name="Problem">Why it cannot be used; null = it can.</param>
/// <param name="MayBeTried">It can be used, or could be once its holder lets go (GU-23).</param>
/// <param name="Level">The logical level as found; null = it could not be read.</param>
/// <param name="IsInput">It was found as an input.</param>
internal readonly record struct PortLine(int? Offset, string? Problem, bool MayBeTried, bool? Level, bool IsInput);

/// <param name="Index">Place in the plan.</param>
internal readonly record struct FoundPin(int Index, PortLine Line);
