using System.Collections.Immutable;
using GpioHub.Rules.Nets;

namespace GpioHub.Rules.Pulses;

/// <summary>A pulse, or a pattern of pulses, as a user orders it; <see cref="PulseRules"/> has the ranges.</summary>
/// <remarks>Source: gpioset(1) of libgpiod 2.x, <c>--toggle</c>: the level toggles at the end of each time, and the list begins
/// again.</remarks>
/// <param name="Times">How long each level lasts; a 0 at the end = the list is played once.</param>
public sealed record PulseOrder(ImmutableArray<TimeSpan> Times)
{
    /// <summary>The first level; it alternates.</summary>
    public bool Level { get; init; } = true;

    /// <summary>How often the list is played; 0 = until the pulse is ended.</summary>
    public int Repeat { get; init; } = 1;
}

/// <summary>A malformed order never reaches a line.</summary>
public enum PulseStatus { Begun, Malformed, Refused }

/// <param name="Detail">Malformed: why, for a person.</param>
/// <param name="Number">Begun: from 1, never used twice in the life of a hub; users write it <c>p1</c>.</param>
/// <param name="Set">Begun, Refused: the line's answer to the first level, as to a <c>set</c>.</param>
public sealed record PulseResult(PulseStatus Status, string Detail, int Number = 0, SetResult? Set = null);
