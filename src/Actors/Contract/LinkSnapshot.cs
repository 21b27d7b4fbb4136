namespace GpioHub.Actors.Contract;

/// <summary>How a link to the hub of another host stands.</summary>
public enum LinkPhase
{
    /// <summary>Nothing has come from it yet.</summary>
    Connecting,

    /// <summary>It is heard.</summary>
    Up,

    /// <summary>It was heard, and is not any more.</summary>
    Away,

    /// <summary>It is heard, and is not served: another rig or another version.</summary>
    Refused,
}

/// <summary>A link to the hub of another host, as people see it.</summary>
/// <param name="Host">The other host.</param>
/// <param name="Address">Where it listens.</param>
/// <param name="SinceNs">CLOCK_MONOTONIC at which the phase began, nanoseconds.</param>
/// <param name="Why">The reason of Away or Refused, for a person; null = none.</param>
/// <param name="Takes">Lines of the other host that are used here.</param>
/// <param name="Gives">Lines of this host that are used there.</param>
/// <param name="Lost">Edges that happened there while the link was away, and that nobody here saw as edges.</param>
/// <param name="LostIsExact">false = the other hub began anew meanwhile, and more may be lost.</param>
/// <param name="FileDiffers">The other hub runs another file of the same rig.</param>
public sealed record LinkSnapshot(
    string Host, string Address, LinkPhase Phase, long SinceNs, string? Why, int Takes, int Gives, long Lost, bool LostIsExact,
    bool FileDiffers)
{
    /// <summary>How long a message takes there and back, nanoseconds; null = not known yet.</summary>
    public long? RoundTripNs { get; init; }

    /// <summary>What to add to the other host's CLOCK_MONOTONIC to have this host's, nanoseconds, ± half of
    /// <see cref="RoundTripNs"/>; null = not known yet. No clock is steered by it.</summary>
    public long? OffsetNs { get; init; }

    /// <summary>How often the link has come up, 0 or more.</summary>
    public long Ups { get; init; }

    /// <summary>Messages that were dropped: of an older epoch, of a line that is not shared, or beyond a limit.</summary>
    public long Dropped { get; init; }
}
