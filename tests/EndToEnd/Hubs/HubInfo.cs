namespace GpioHub.EndToEnd.Hubs;

// The part of GET /v1/hub (= gpiohub info -o json) on which scenarios pace themselves. Levels are 0 or 1.

public sealed record HubInfo(IReadOnlyList<ChipInfo> Chips, IReadOnlyList<GuestInfo> Guests)
{
    /// <summary>null = the rig has one host.</summary>
    public LinksInfo? Links { get; init; }

    public SuccessionInfo? Succession { get; init; }

    public GuestInfo Guest(string id) => Guests.Single(g => g.Id == id);

    public ChipInfo Chip(string id) => Chips.Single(c => c.Id == id);

    /// <param name="address">CHIP/NAME.</param>
    public ChipLineInfo Line(string address)
    {
        string[] parts = address.Split('/', 2);
        return Chip(parts[0]).Lines.Single(l => l.Name == parts[1]);
    }
}

/// <param name="Standby">ready, starting, none.</param>
/// <param name="LastGapMs">How long nobody served before this process did; null = there was none before.</param>
public sealed record SuccessionInfo(long Epoch, string Standby, double? LastGapMs);

/// <param name="Hubs">The other hosts', in the order of the file.</param>
public sealed record LinksInfo(IReadOnlyList<LinkInfo> Hubs);

/// <param name="State">connecting, up, away, refused.</param>
/// <param name="LostIsExact">false = more than <paramref name="LostEdges"/> may be lost.</param>
/// <param name="Ups">How often it has come up.</param>
/// <param name="RoundTripMs">The shortest of late; null = not known yet.</param>
/// <param name="OffsetMs">Of the other host's clock, within half a round trip.</param>
public sealed record LinkInfo(string Host, string State, string? Why, long LostEdges, bool LostIsExact, long Ups, long Dropped,
    double? RoundTripMs, double? OffsetMs);

/// <param name="State">absent, opening, up, failing.</param>
public sealed record ChipInfo(string Id, string State, long Restarts, string? LastError, IReadOnlyList<ChipLineInfo> Lines);

/// <param name="Lost">Edges that the chip reported lost.</param>
/// <param name="Problem">gpiochip: why the line cannot be used; null = nothing is wrong.</param>
public sealed record ChipLineInfo(string? Name, int Level, IReadOnlyList<DriverInfo> Drivers, long Edges, long Lost, string? Problem);

/// <param name="Kind">stimulus, guest, idle, hardware.</param>
public sealed record DriverInfo(string Kind, string Who, int Level);

/// <param name="State">waiting, connected, no-driver, running, stopped.</param>
/// <param name="Irq">null before the front-end said whether it wants interrupts.</param>
public sealed record GuestInfo(string Id, string Socket, string State, PeerInfo? Peer, bool? Irq, int Armed, long Requests, long Interrupts,
    long Errors, long Sessions, IReadOnlyList<RingInfo> Rings, IReadOnlyList<GuestLineInfo> Lines, StoppedInfo? Stopped)
{
    public GuestLineInfo Line(string name) => Lines.Single(l => l.Name == name);
}

/// <param name="State">running, broken, and others before it runs.</param>
/// <param name="Reason">Why it does not run.</param>
public sealed record RingInfo(string Name, string State, string? Reason);

public sealed record PeerInfo(int Pid, string Name);

/// <param name="Pins">held, released.</param>
/// <param name="Why">null = held.</param>
public sealed record StoppedInfo(double Seconds, string Pins, string? Why, string WhenStopped);

/// <param name="Irq">none, rising, falling, both, level-high, level-low.</param>
/// <param name="Buffer">none, held, parked.</param>
public sealed record GuestLineInfo(string Name, string Direction, int Value, int? Level, string Irq, string Buffer, bool Latched,
    long Edges, long Delivered, long Coalesced, long Invalid, long Errors)
{
    /// <summary>The next edge is delivered at once.</summary>
    public bool Armed => Irq != "none" && Buffer == "held" && !Latched;
}
