using GpioHub.Hub.Hosting.Logging;

namespace GpioHub.Hub.Commands.Run;

/// <summary>The options of <c>gpiohub run</c>.</summary>
/// <param name="Guest">Serve only this guest, as a vhost-user back-end program does (VU-56): no other socket, no control socket unless
/// <paramref name="Control"/> names one.</param>
/// <param name="SocketPath">That guest's socket.</param>
/// <param name="Fd">Or that guest's socket, inherited.</param>
/// <param name="Control">Path of the control socket in that case.</param>
/// <param name="Verbose">Every vhost-user message and every request of a guest is logged.</param>
internal sealed record RunOptions(string Config, string? Guest, string? SocketPath, int? Fd, string? Control, LogForm Log, bool Verbose);
