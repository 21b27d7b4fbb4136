
namespace GpioHub.Rules.Plan;

/// <summary>Compares parts of two plans by what they say, because records compare their arrays by identity. Pure.</summary>
public static class RigEquality
{
    public static bool Same(RigPlan one, RigPlan other) =>
        one.Hub == other.Hub
        && one.Chips.Length == other.Chips.Length && one.Chips.Zip(other.Chips).All(pair => Same(pair.First, pair.Second))
        && one.Guests.Length == other.Guests.Length && one.Guests.Zip(other.Guests).All(pair => Same(pair.First, pair.Second))
        && one.Buses.Length == other.Buses.Length && one.Buses.Zip(other.Buses).All(pair => Same(pair.First, pair.Second))
        && Same(one.Links, other.Links);

    public static bool Same(ChipPlan one, ChipPlan other) =>
        one.Id == other.Id && SameDevice(one, other) && SameTreatment(one, other) && one.Lines.SequenceEqual(other.Lines);

    public static bool Same(GuestPlan one, GuestPlan other) =>
        one.Id == other.Id && SameEndpoint(one, other) && SameSettings(one, other) && one.Lines.SequenceEqual(other.Lines);

    public static bool Same(LinksPlan? one, LinksPlan? other) =>
        one is null || other is null
            ? one == other
            : SameHost(one, other) && one.File == other.File && one.Peers.SequenceEqual(other.Peers);

    /// <summary>Whether both are the same host of the same rig, that listens in the same way.</summary>
    public static bool SameHost(LinksPlan one, LinksPlan other) =>
        (one.Rig, one.Host, one.Listen, one.Certificates) == (other.Rig, other.Host, other.Listen, other.Certificates);

    public static bool Same(BusPlan one, BusPlan other) => one.Name == other.Name && one.Lines.SequenceEqual(other.Lines);

    /// <summary>Whether both have the same driver on the same device; what they use it for may differ.</summary>
    public static bool SameDevice(ChipPlan one, ChipPlan other) => one.Driver.SameDevice(other.Driver);

    /// <summary>Whether both use their device in the same way.</summary>
    public static bool SameTreatment(ChipPlan one, ChipPlan other) => one.Driver.SameTreatment(other.Driver);

    /// <summary>Whether both have the shape that a driver reads when it probes: number and names of lines.</summary>
    public static bool SameShape(GuestPlan one, GuestPlan other) =>
        one.Lines.Select(line => line.Name).SequenceEqual(other.Lines.Select(line => line.Name));

    public static bool SameEndpoint(GuestPlan one, GuestPlan other) =>
        (one.SocketPath, one.SocketMode, one.SocketGroup) == (other.SocketPath, other.SocketMode, other.SocketGroup);

    public static bool SameSettings(GuestPlan one, GuestPlan other) =>
        (one.EarlyUnmask, one.WhenStopped, one.RequestsPerSecond, one.InterruptsPerSecond)
        == (other.EarlyUnmask, other.WhenStopped, other.RequestsPerSecond, other.InterruptsPerSecond);
}
