using System.Text.Json.Serialization;

namespace GpioHub.Hub.Control.Wire;

// The JSON of /v1: what docs/control-api.md promises. Levels are 0 or 1; `…Ns` are decimal text, since they pass 2^53.

/// <summary><c>GET /v1/hub</c>: the whole hub in one consistent answer.</summary>
/// <param name="Role">What whoever asked may do: view or control (IF-3.12).</param>
/// <param name="Succession">Who would go on if the hub's process ended, and what it has gone on from.</param>
internal sealed record HubDocument(
    string Version,
    string Config,
    long Generation,
    string UptimeNs,
    IReadOnlyList<ChipDocument> Chips,
    IReadOnlyList<GuestDocument> Guests,
    IReadOnlyList<BusDocument> Buses,
    string Role,
    SuccessionDocument Succession)
{
    /// <summary>This host's place in a rig of several; null = the rig has one host.</summary>
    public LinksDocument? Links { get; init; }
}

/// <summary>Who would go on if the hub's process ended.</summary>
/// <param name="Epoch">Processes that have served the rig, this one included.</param>
/// <param name="Keeper">keeper, systemd or none.</param>
/// <param name="Standby">Whether another process is warm: ready, starting or none.</param>
/// <param name="Kept">Descriptors that are kept.</param>
/// <param name="LastGapMs">How long nobody served before this process did; null = there was none before, or nobody knows.</param>
/// <param name="Ended">How the process before ended, for a person; null = there was none, or nobody knows.</param>
internal sealed record SuccessionDocument(long Epoch, string Keeper, string Standby, int Kept, double? LastGapMs, string? Ended);

/// <summary>One chip with its lines, in the order of the plan: of a simulated chip, of their offsets.</summary>
/// <param name="Label">gpiochip: the device's label, once it has been open; else null.</param>
/// <param name="Path">gpiochip: the device's path, once it has been open; else null.</param>
internal sealed record ChipDocument(
    string Id,
    string Driver,
    string? Label,
    string? Path,
    string State,
    long Restarts,
    string? LastError,
    IReadOnlyList<LineDocument> Lines)
{
    /// <summary>The host that has it; left out = this one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Host { get; init; }
}

/// <summary>One chip line, which is a net.</summary>
/// <param name="Offset">null = only its name is known so far.</param>
/// <param name="Name">null = only its offset names it.</param>
/// <param name="Problem">Why the line cannot be used; null = nothing is wrong.</param>
internal sealed record LineDocument(
    string Chip,
    int? Offset,
    string? Name,
    int Level,
    string Bias,
    bool ActiveLow,
    string Resolve,
    string Control,
    IReadOnlyList<DriverDocument> Drivers,
    IReadOnlyList<ReaderDocument> Readers,
    long Edges,
    long Lost,
    long Contentions,
    string? Problem);

/// <summary>Something that drives a net.</summary>
/// <param name="Who">The id of the guest or the fault; "" for the others.</param>
internal sealed record DriverDocument(string Kind, string Who, int Level);

/// <summary>A guest line that reads a net.</summary>
/// <param name="Edges">The interrupt type it has enabled: none, rising, falling, both, level-high, level-low.</param>
internal sealed record ReaderDocument(string Guest, int Line, string Name, string Access, string Edges, bool Masked, bool Latched);
