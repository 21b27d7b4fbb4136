using GpioHub.Recording.Log;

namespace GpioHub.Hub.Control.Requests;

/// <summary>Somebody changed something through the control API, or tried to.</summary>
/// <param name="Who">As far as it is known: uid and pid of a socket's peer, or the name of a token.</param>
/// <param name="What">Method and path.</param>
/// <param name="Status">HTTP status of the answer.</param>
internal sealed record AuditNote(string Who, string What, int Status) : LogNote;
