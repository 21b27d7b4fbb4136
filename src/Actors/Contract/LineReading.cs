using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Contract;

/// <summary>The level of one line at one instant, with what says whether it is one.</summary>
/// <param name="Chip">Only a chip that is up has levels.</param>
/// <param name="LastError">Of the chip; null = it has had none.</param>
/// <param name="Problem">Why the line cannot be used; null = nothing is wrong.</param>
/// <param name="Level">As readers see it.</param>
public sealed record LineReading(ChipState Chip, string? LastError, string? Problem, bool Level);

/// <summary>A line and the level at which somebody wants to drive it.</summary>
/// <param name="Level">true/false = drive active/inactive; null = withdraw (<c>z</c>).</param>
public readonly record struct LineSetting(ChipLineAddress Line, bool? Level);
