using GpioHub.Configuration.Problems;

namespace GpioHub.Configuration.Planning;

/// <summary>Where a chip line's settings stand in the file.</summary>
/// <param name="RuleIsSaid">Its <c>resolve</c> is written there, or on the chip.</param>
internal readonly record struct LinePlace(Mark At, string Path, bool RuleIsSaid);
