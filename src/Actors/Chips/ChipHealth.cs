using System.Collections.Immutable;
using GpioHub.Actors.Control;

namespace GpioHub.Actors.Chips;

/// <summary>Where one chip stands, kept over a restart of its actor. Touched by that actor only.</summary>
public sealed class ChipHealth
{
    public ChipState State { get; internal set; } = ChipState.Absent;

    /// <summary>Failed attempts to open since it was last up.</summary>
    public int Attempt { get; internal set; }

    /// <summary>Times the device was lost.</summary>
    public long Restarts { get; internal set; }

    public string? LastError { get; internal set; }

    /// <summary>Guests that wanted to drive a line which another drives.</summary>
    public long Conflicts { get; internal set; }

    internal List<Subscriber> Subscribers { get; } = [];

    internal sealed record Subscriber(ImmutableHashSet<int> Offsets, EdgeSubscription Subscription);
}

/// <summary>What a chip shares with the rest of the hub.</summary>
public sealed record ChipEnvironment(IMonotonicClock Clock, EventSequence Sequence);
