using System.Text.Json.Serialization;

namespace GpioHub.Hub.Control.Wire;

/// <summary>A replay that the hub plays or has played; of one that was only planned, what it would play.</summary>
/// <param name="Id"><c>r1</c>; null = it was only planned.</param>
/// <param name="State"><c>planned</c>, <c>playing</c>, <c>played</c>, <c>ended</c> before its end.</param>
/// <param name="Why">Why it ended before its end; null = it did not.</param>
/// <param name="Lines">Addresses of the nets onto which it plays.</param>
/// <param name="Edges">Of one round, the levels with which it begins included.</param>
/// <param name="Loops">Rounds; 0 = until it is ended.</param>
/// <param name="LengthNs">Of one round.</param>
/// <param name="UnknownNs">How long lines were unknown in the file, all together: they kept their level.</param>
/// <param name="Played">Edges so far, of all rounds.</param>
/// <param name="Refused">Of these, edges that the hub refused.</param>
/// <param name="Refusal">The reason of the first of them.</param>
/// <param name="Late">How late edges came into force; null = none has yet.</param>
internal sealed record ReplayDocument(
    string? Id,
    string State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Why,
    IReadOnlyList<string> Lines,
    long Edges,
    long Loops,
    string LengthNs,
    string UnknownNs,
    long Played,
    long Refused,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Refusal,
    LatenessDocument? Late);

internal sealed record LatenessDocument(string P50Ns, string P99Ns, string MaxNs);
