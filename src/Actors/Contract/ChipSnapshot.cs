using System.Collections.Immutable;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Contract;

public enum ChipState { Absent, Opening, Up, Failing }

public sealed record ChipSnapshot(
    string Id,
    ChipDriverKind Driver,
    ChipState State,
    long Restarts,
    string? LastError,
    ImmutableArray<LineSnapshot> Lines)
{
    /// <summary>gpiochip: the device's label, as gpiodetect shows it; null until it has been open.</summary>
    public string? Label { get; init; }

    /// <summary>gpiochip: the device's path; null until it has been open.</summary>
    public string? Path { get; init; }
}
