namespace GpioHub.Hub.Commands.Completion;

/// <summary>The names of a rig: those of the running hub, as far as it tells them in time.</summary>
/// <param name="Lines">As CHIP/LINE; each with its chip line's address for who wants to know.</param>
/// <param name="GuestLines">As GUEST:LINE, with the chip line behind it.</param>
/// <param name="Sockets">Of each guest: its socket, and the names of its lines.</param>
internal sealed record KnownNames(
    IReadOnlyList<string> Chips,
    IReadOnlyList<string> Guests,
    IReadOnlyList<string> Lines,
    IReadOnlyList<(string Name, string From)> GuestLines,
    IReadOnlyList<(string Name, int Lines)> Buses,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Sockets)
{
    public static readonly KnownNames None = new([], [], [], [], [], new Dictionary<string, IReadOnlyList<string>>());
}
