namespace GpioHub.Hub.Control.Requests;

/// <summary>The sockets of the control API as their owner knows them.</summary>
/// <param name="Missing">Which of them nobody can reach now, and why; any thread.</param>
internal sealed record ApiSockets(Func<IReadOnlyCollection<string>> Missing);
