namespace GpioHub.Hub.Control.Wire;

/// <summary><c>GET /v1/takeover</c>: which build serves, and since when.</summary>
/// <param name="Epoch">Processes that have served this rig, this one included.</param>
/// <param name="GapNs">How long nobody served before it did; null = there was none before it, or nobody knows.</param>
/// <param name="Next">In the answer to POST, the version that goes on; else null.</param>
internal sealed record TakeoverDocument(string Version, long Epoch, string? GapNs, string? Next);

/// <summary>The body of <c>POST /v1/takeover</c>.</summary>
/// <param name="Binary">Path of the build; null = the keeper's own.</param>
/// <param name="Back">The build before this one.</param>
internal sealed record TakeoverRequest(string? Binary, bool Back);
