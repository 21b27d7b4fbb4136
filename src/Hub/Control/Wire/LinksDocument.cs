namespace GpioHub.Hub.Control.Wire;

/// <summary>A host's place in a rig of several: in <see cref="HubDocument"/>.</summary>
/// <param name="Host">This host.</param>
/// <param name="Hubs">The hubs of the other hosts, in the order of the file.</param>
internal sealed record LinksDocument(string Rig, string Host, string Listen, IReadOnlyList<LinkDocument> Hubs);

/// <summary>The link to the hub of another host.</summary>
/// <param name="State">connecting, up, away or refused.</param>
/// <param name="Seconds">How long it has been so.</param>
/// <param name="Why">Of away and refused, for a person; else null.</param>
/// <param name="Takes">Its lines that are used here.</param>
/// <param name="Gives">Lines of this host that are used there.</param>
/// <param name="LostEdges">Edges there that nobody here saw, because the link was away.</param>
/// <param name="LostIsExact">false = more may be lost: one of the hubs has begun anew.</param>
/// <param name="Ups">How often it has come up.</param>
/// <param name="Dropped">Messages that counted for nothing: late, of lines that are not shared, or too many.</param>
/// <param name="FileDiffers">It runs another file of the rig.</param>
/// <param name="RoundTripMs">null = not known yet.</param>
/// <param name="OffsetMs">What to add to its clock to have this host's, ± half a round trip; null = not known yet.</param>
internal sealed record LinkDocument(
    string Host, string Address, string State, double Seconds, string? Why, int Takes, int Gives, long LostEdges, bool LostIsExact,
    long Ups, long Dropped, bool FileDiffers, double? RoundTripMs, double? OffsetMs);
