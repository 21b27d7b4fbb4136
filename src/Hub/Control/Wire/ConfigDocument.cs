namespace GpioHub.Hub.Control.Wire;

/// <summary><c>GET /v1/config</c>: the configuration in force, with templates expanded and defaults filled in.</summary>
internal sealed record ConfigDocument(
    int Version,
    string File,
    HubSettingsDocument Hub,
    IReadOnlyList<ChipSettingsDocument> Chips,
    IReadOnlyList<GuestSettingsDocument> Guests);

/// <param name="Poll"><c>auto</c>, <c>off</c>, or microseconds as <c>20us</c>.</param>
internal sealed record HubSettingsDocument(
    string Sockets,
    string ControlMode,
    string? ControlGroup,
    string? Http,
    int Reactors,
    string Poll);

internal sealed record ChipSettingsDocument(string Id, string Driver, IReadOnlyList<ChipLineSettingsDocument> Lines);

internal sealed record ChipLineSettingsDocument(
    int Offset,
    string? Name,
    string Bias,
    bool ActiveLow,
    string Resolve,
    string Control);

/// <param name="WhenStopped"><c>hold</c>, or a time in milliseconds as <c>500ms</c>.</param>
internal sealed record GuestSettingsDocument(
    string Id,
    string Socket,
    string SocketMode,
    string? SocketGroup,
    string EarlyUnmask,
    string WhenStopped,
    IReadOnlyList<GuestLineSettingsDocument> Lines);

internal sealed record GuestLineSettingsDocument(int Line, string Name, string? From, string Access, string OnRelease);
