using GpioHub.Actors.Contract;
using GpioHub.Actors.Hosting;
using GpioHub.Transports.Recording;
using GpioHub.Transports.Records;

namespace GpioHub.Actors.Nets;

/// <summary>The state of one chip that outlives a restart of its actor. Chip's reactor only.</summary>
internal sealed class ChipHealth
{
    public ChipState State { get; internal set; } = ChipState.Absent;

    public bool IsUp => State == ChipState.Up;

    /// <summary>Failed attempts to open the device since it was last up.</summary>
    public int Attempt { get; internal set; }

    /// <summary>Times the device was lost.</summary>
    public long Restarts { get; internal set; }

    public string? LastError { get; internal set; }

    /// <summary>The device's label; null until it has been open.</summary>
    public string? Label { get; internal set; }

    /// <summary>The device's path; null until it has been open.</summary>
    public string? Path { get; internal set; }

    /// <summary>How often the port was asked to open the device; the number of the present opening.</summary>
    public int Opening { get; internal set; }

    /// <summary>The chip's actor was stopped, and has given the device back.</summary>
    internal bool IsClosed { get; set; }
}

/// <summary>What a chip shares with the rest of the hub.</summary>
/// <param name="Log">The hub's, written at the ring of the chip's reactor.</param>
/// <param name="Kept">What lets another process follow this one; null = nothing.</param>
internal sealed record ChipEnvironment(IMonotonicClock Clock, EdgeLog Log, int Reactor, Keeping? Kept = null)
{
    /// <summary>What lets another process follow this one.</summary>
    public Keeping Keeping { get; } = Kept ?? Keeping.None;

    public LogWriter Writer { get; } = Log.Of(Reactor);
}
