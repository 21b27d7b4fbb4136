namespace GpioHub.Hub.Control.Wire;

/// <summary>A bus: lines that are one number.</summary>
/// <param name="Lines">Addresses of chip lines, the most significant first.</param>
/// <param name="Value">As readers see it; null = the level of a line is not known. Above 2^53 many parsers of JSON round it: take
/// <paramref name="Hex"/>.</param>
/// <param name="Hex">The same as <c>0x0a</c>, with as many digits as the bus needs.</param>
/// <param name="Problem">Why the value is not known, or null.</param>
internal sealed record BusDocument(string Name, IReadOnlyList<string> Lines, ulong? Value, string? Hex, string? Problem);

/// <summary><c>GET B/value</c> for a client that accepts JSON.</summary>
internal sealed record BusValueDocument(ulong Value);

/// <summary>Pulses that have begun, one for each line of a bus.</summary>
/// <param name="Ids"><c>p1</c>, in the order of the bus's lines.</param>
internal sealed record BusPulseDocument(IReadOnlyList<string> Ids);
