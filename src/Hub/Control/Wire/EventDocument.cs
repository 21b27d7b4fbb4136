using System.Text.Json.Serialization;

namespace GpioHub.Hub.Control.Wire;

/// <summary>An edge in <c>GET /v1/events</c>.</summary>
/// <param name="Seq">Grows with each event of the hub; also the SSE id.</param>
/// <param name="Line">The address as it was asked for.</param>
/// <param name="Edge">rising or falling.</param>
/// <param name="Ns">CLOCK_MONOTONIC, nanoseconds, decimal text.</param>
/// <param name="Cause">Who changed the level: <c>stimulus</c>, <c>guest ivi</c>, <c>hardware</c>, <c>fault</c>.</param>
/// <param name="LostBefore">Events dropped just before this one because the reader was slow.</param>
/// <param name="UncertaintyMs">Of an edge that another host has told: its instant is right to ± this, milliseconds, as both clocks are
/// known to each other now (LK-13). null = it happened on this host, or nobody knows yet; then it is left out.</param>
internal sealed record EdgeDocument(
    long Seq, string Line, string Edge, int Level, string Ns, string Cause, long LostBefore,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? UncertaintyMs = null);

/// <summary>A refusal because another drives the line.</summary>
/// <param name="Level">The line's level, which has not changed.</param>
internal sealed record ContentionDocument(long Seq, string Line, ContenderDocument Contention, int Level, string Ns, long LostBefore);

/// <summary>Both sides of a contention, as an edge's cause: <c>stimulus</c>, <c>guest ivi</c>.</summary>
internal sealed record ContenderDocument(string Wants, string Holds);

/// <summary>The first event of a stream: the level of every line asked for, at the instant in which the stream begins.</summary>
internal sealed record SnapshotDocument(IReadOnlyList<LevelDocument> Snapshot, long Seq);

/// <summary>A line's level when a stream began.</summary>
internal sealed record LevelDocument(string Line, int Level, string Ns);

/// <summary>A number of events that this stream does not show: its reader was slow, or they are older than what the hub
/// remembers.</summary>
/// <param name="Lagged">How many events of the hub were left out, of these lines or others.</param>
internal sealed record LaggedDocument(long Lagged);

/// <summary>The same for readers of the newer forms: an interval, so that it can be drawn.</summary>
internal sealed record LaggedIntervalDocument(GapDocument Lagged);

/// <param name="Events">How many events of the hub were left out, of these lines or others.</param>
/// <param name="FromNs">When the last event before them was; "0" = the reader has seen none.</param>
/// <param name="ToNs">When the first event after them was.</param>
internal sealed record GapDocument(long Events, string FromNs, string ToNs);

/// <summary>The process that wrote the events up to here has ended, and another has gone on: its first event.</summary>
internal sealed record ProcessGapDocument(long Seq, ProcessGapChangeDocument Gap, string Ns);

/// <param name="From">The first number that the stream does not show.</param>
/// <param name="To">The last one. Not all of them were given out.</param>
/// <param name="Epoch">Of the process that goes on: 2 = the first that followed another.</param>
/// <param name="Ms">How long nobody served the rig, milliseconds; null = nobody knows.</param>
internal sealed record ProcessGapChangeDocument(long From, long To, long Epoch, double? Ms);

/// <summary>What became of a guest line's interrupt.</summary>
/// <param name="Irq">delivered, latched, coalesced with another; or unmasked: the guest takes the next one.</param>
internal sealed record InterruptDocument(long Seq, string Irq, string Guest, string Line, string Ns);

internal sealed record GuestEventDocument(long Seq, GuestChangeDocument Guest, string Ns);

/// <param name="State">As of a guest document.</param>
internal sealed record GuestChangeDocument(string Id, string State);

internal sealed record ChipEventDocument(long Seq, ChipChangeDocument Chip, string Ns);

/// <param name="State">As of a chip document.</param>
/// <param name="Error">Why it is not up, or null.</param>
internal sealed record ChipChangeDocument(string Id, string State, string? Error);

internal sealed record FaultEventDocument(long Seq, FaultChangeDocument Fault, string Ns);

/// <param name="Target">CHIP/LINE, or a chip.</param>
/// <param name="Event">begin or end.</param>
internal sealed record FaultChangeDocument(string Id, string Target, string Kind, string Event);

internal sealed record ConfigEventDocument(long Seq, ConfigChangeDocument Config, string Ns);

/// <param name="Added">Lines that the stream shows from here on; their levels follow as a snapshot.</param>
/// <param name="Removed">Lines that it shows no more.</param>
/// <param name="Changes">As <c>diff</c> says them.</param>
internal sealed record ConfigChangeDocument(
    long Generation, IReadOnlyList<string> Added, IReadOnlyList<string> Removed, IReadOnlyList<string> Changes);

internal sealed record AuditEventDocument(long Seq, AuditDocument Audit, string Ns);

/// <param name="Who">uid and pid of a socket's peer, or a token's name.</param>
/// <param name="What">Method and path.</param>
internal sealed record AuditDocument(string Who, string What, int Status);

/// <summary>A heartbeat: both clocks at one instant, nanoseconds as decimal text.</summary>
internal sealed record NowDocument(ClocksDocument Now);

/// <param name="Monotonic">CLOCK_MONOTONIC, as every ns of the stream.</param>
/// <param name="Realtime">Since 1970-01-01 UTC.</param>
internal sealed record ClocksDocument(string Monotonic, string Realtime);

/// <summary>Any item of an event stream, for reading: exactly one of edge, contention, snapshot, lagged, gap is there.</summary>
internal sealed record EventItem(
    long Seq,
    string? Line,
    string? Edge,
    ContenderDocument? Contention,
    int Level,
    string? Ns,
    string? Cause,
    long LostBefore,
    IReadOnlyList<LevelDocument>? Snapshot,
    long? Lagged,
    ProcessGapChangeDocument? Gap = null,
    double? UncertaintyMs = null)
{
    /// <summary>The header of an answer that names the numbers of events: a reader sends it back in <c>Last-Event-ID: RUN-NUMBER</c>. It
    /// stays when another process takes over the hub.</summary>
    public const string RunHeader = "Gpiohub-Run";
}

/// <summary><c>GET L/value</c> for a client that accepts JSON.</summary>
internal sealed record ValueDocument(int Value);

/// <summary>A refusal: RFC 9457 <c>application/problem+json</c>.</summary>
/// <param name="Detail">One sentence for a person; the command line prints it as it stands.</param>
/// <param name="Code">A stable word; see <see cref="Requests.ProblemCode"/>.</param>
/// <param name="Nearest">The existing name that was probably meant.</param>
internal sealed record ProblemDocument(
    string Title,
    int Status,
    string Detail,
    string Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Nearest = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ConfigProblemDocument>? Errors = null);

/// <summary>One thing wrong with a configuration.</summary>
/// <param name="Line">1-based; 0 = not known.</param>
/// <param name="Text">As <c>gpiohub check</c> prints it, with file, line and column.</param>
internal sealed record ConfigProblemDocument(string File, int Line, int Column, string Expected, string Text);

/// <summary>The answer to a configuration without errors.</summary>
/// <param name="Changes">What has changed, or would, each in a line for a person; a check alone gives none.</param>
/// <param name="Refused">What the configuration asks for and does not get now, each with its reason.</param>
internal sealed record ConfigCheckDocument(IReadOnlyList<string> Changes, IReadOnlyList<string> Refused, IReadOnlyList<string> Warnings);
