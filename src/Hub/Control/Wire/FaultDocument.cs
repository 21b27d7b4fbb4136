using System.Text.Json.Serialization;

namespace GpioHub.Hub.Control.Wire;

/// <summary>An active fault.</summary>
/// <param name="Id"><c>f1</c>.</param>
/// <param name="Line">Address of the net, whichever address the fault was asked for; null = it is a chip's.</param>
/// <param name="Chip">Of a fault of a whole chip.</param>
/// <param name="Fired">How often it has acted.</param>
/// <param name="EndsInNs">null = when it is cleared.</param>
internal sealed record FaultDocument(
    string Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Line,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Chip,
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Count,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Period,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Width,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Delay,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] uint? Seed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Ttl,
    long Fired,
    string? EndsInNs);

/// <summary>The body of <c>POST /v1/faults</c>; null = not given.</summary>
internal sealed record FaultRequest(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Line,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Chip,
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Count,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Period,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Width,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Delay,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] uint? Seed,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Ttl)
{
    /// <summary>Instead of line and chip: every line of this bus.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Bus { get; init; }
}

/// <summary>The body of <c>POST L/pulse</c>.</summary>
/// <param name="Times">With their units; a 0 at the end = the list is played once.</param>
/// <param name="Level">The first level, 0 or 1.</param>
/// <param name="Repeat">0 = until it is ended.</param>
internal sealed record PulseRequest(IReadOnlyList<string> Times, int Level, int Repeat);

/// <summary>A pulse that has begun.</summary>
/// <param name="Id"><c>p1</c>.</param>
internal sealed record PulseDocument(string Id);
