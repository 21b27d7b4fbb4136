using System.Text.Json.Serialization;

namespace GpioHub.Hub.Control.Wire;

/// <summary>An edge in <c>GET /v1/events</c>.</summary>
/// <param name="Seq">Grows with each event of the hub; also the SSE id.</param>
/// <param name="Line">The address as it was asked for.</param>
/// <param name="Edge">rising or falling.</param>
/// <param name="Ns">CLOCK_MONOTONIC, nanoseconds, decimal text.</param>
/// <param name="Cause">Who changed the level: <c>stimulus</c>, <c>guest ivi</c>, <c>hardware</c>, <c>fault</c>.</param>
/// <param name="LostBefore">Events dropped just before this one because the reader was slow.</param>
internal sealed record EdgeDocument(long Seq, string Line, string Edge, int Level, string Ns, string Cause, long LostBefore);

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

/// <summary>Any item of an event stream, for reading: exactly one of edge, contention, snapshot, lagged is there.</summary>
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
    long? Lagged);

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
