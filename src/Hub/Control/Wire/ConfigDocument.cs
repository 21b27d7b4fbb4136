using System.Text.Json.Serialization;

namespace GpioHub.Hub.Control.Wire;

// GET /v1/config is a rig file: JSON is YAML. So what is not set is left out, since null would be a text, and a { in a text that may hold
// a template is doubled.

/// <summary><c>GET /v1/config</c>: the configuration in force, with templates expanded and defaults filled in.</summary>
/// <param name="Chips">By id, in the order of the plan, as are the guests and the buses.</param>
/// <param name="Buses">Lines by name, the most significant first; left out = there are none.</param>
internal sealed record ConfigDocument(
    int Version,
    HubSettingsDocument Hub,
    RecorderSettingsDocument Recorder,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] HostSettingsDocument? Rig,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, PeerSettingsDocument>? Hubs,
    IReadOnlyDictionary<string, ChipSettingsDocument> Chips,
    IReadOnlyDictionary<string, GuestSettingsDocument> Guests,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, IReadOnlyList<string>>? Buses);

/// <param name="Poll"><c>auto</c>, <c>off</c>, or microseconds as <c>20us</c>.</param>
internal sealed record HubSettingsDocument(
    string Sockets,
    string ControlMode,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ControlGroup,
    string ViewMode,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ViewGroup,
    string Http,
    IReadOnlyList<string> HttpNames,
    IReadOnlyList<TokenSettingsDocument> Tokens,
    int Reactors,
    string Poll,
    bool Watch,
    bool Rehearse,
    bool PackedRings,
    bool Keep,
    bool Standby,
    string Watchdog);

/// <param name="Memory">As <c>16MiB</c>, or <c>off</c>.</param>
internal sealed record RecorderSettingsDocument(
    string Memory,
    bool Dumps,
    bool Contentions,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Folder);

/// <param name="Role"><c>view</c> or <c>control</c>.</param>
/// <param name="File">Its path; the secret is nowhere to be had.</param>
internal sealed record TokenSettingsDocument(string Name, string Role, string File);

/// <summary>This host's place in a rig of several.</summary>
internal sealed record HostSettingsDocument(
    string Name,
    string Host,
    string Listen,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Ca,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Certificate);

/// <summary>The hub of another host.</summary>
/// <param name="Away">A time as <c>1s</c>.</param>
/// <param name="WhenStopped"><c>hold</c>, or a time.</param>
internal sealed record PeerSettingsDocument(string At, string Away, string WhenStopped);

/// <param name="Label">gpiochip: this, path or match says which device it is; the others are left out.</param>
/// <param name="Match">Property: glob.</param>
/// <param name="Io">gpiochip: <c>auto</c>, <c>inline</c> or <c>thread</c>.</param>
/// <param name="Hub">remote: the host that has it.</param>
/// <param name="Chip">remote: its id there.</param>
/// <param name="Share">Lines that other hosts may have; left out = none.</param>
internal sealed record ChipSettingsDocument(
    string Driver,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Label,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Path,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Match,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Io,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RestartDocument? Restart,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Hub,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Chip,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<SharedLineDocument>? Share,
    IReadOnlyList<ChipLineSettingsDocument> Lines);

/// <param name="Line">Its name, or its offset.</param>
/// <param name="Control">What other hosts may do with it: <c>read</c> or <c>drive</c>.</param>
internal sealed record SharedLineDocument(string Line, string Control);

/// <summary>Pauses between attempts to open a chip, as <c>200ms</c>.</summary>
internal sealed record RestartDocument(string Min, string Max);

/// <param name="Offset">Left out = a gpiochip's line that the file knows by name only.</param>
/// <param name="Bias">Left out with driver remote, as are activeLow, drive and initial.</param>
/// <param name="Debounce">gpiochip: a time as <c>5ms</c>; else left out.</param>
/// <param name="Sample">gpiochip: <c>off</c> or a time; else left out.</param>
internal sealed record ChipLineSettingsDocument(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Offset,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Bias,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? ActiveLow,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Drive,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Initial,
    string Resolve,
    string Control,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Debounce,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Sample);

/// <param name="WhenStopped"><c>hold</c>, or a time as <c>500ms</c>.</param>
/// <param name="RequestsPerSecond">Left out = no limit.</param>
/// <param name="InterruptsPerSecond">Left out = no limit.</param>
internal sealed record GuestSettingsDocument(
    string Socket,
    string SocketMode,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SocketGroup,
    string EarlyUnmask,
    string WhenStopped,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? RequestsPerSecond,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? InterruptsPerSecond,
    IReadOnlyList<GuestLineSettingsDocument> Lines);

/// <param name="From">Left out = a spare slot.</param>
/// <param name="OnRelease">Left out with access in.</param>
internal sealed record GuestLineSettingsDocument(
    int Line,
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? From,
    string Access,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OnRelease);
