using System.Collections.Immutable;

namespace GpioHub.Actors.Contract;

public enum ChipState { Absent, Opening, Up, Failing }

/// <param name="Driver">Its word in the file.</param>
public sealed record ChipSnapshot(
    string Id,
    string Driver,
    ChipState State,
    long Restarts,
    string? LastError,
    ImmutableArray<LineSnapshot> Lines)
{
    /// <summary>gpiochip: the device's label, as gpiodetect shows it; null until it has been open.</summary>
    public string? Label { get; init; }

    /// <summary>gpiochip: the device's path; null until it has been open.</summary>
    public string? Path { get; init; }

    /// <summary>The host that has the chip; null = this one.</summary>
    public string? Host { get; init; }
}
