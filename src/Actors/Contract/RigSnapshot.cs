using System.Collections.Immutable;

namespace GpioHub.Actors.Contract;

/// <param name="ConfigPath">The file in force.</param>
/// <param name="Generation">Grows with each applied configuration, from 1.</param>
public sealed record RigSnapshot(
    string Version,
    string ConfigPath,
    long Generation,
    long UptimeNs,
    ImmutableArray<ChipSnapshot> Chips,
    ImmutableArray<GuestSnapshot> Guests);
