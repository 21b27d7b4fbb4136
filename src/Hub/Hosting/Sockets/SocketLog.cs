using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting.Sockets;

/// <summary>The log messages about sockets in the file system. Event ids 1000, and 1020…1099.</summary>
internal static partial class SocketLog
{
    [LoggerMessage(1000, LogLevel.Information, "{Sockets} {Owner}:{Group} {Mode}; QEMU must run as {Owner} or in group {Group}{Advice}")]
    public static partial void Sockets(ILogger log, string sockets, string owner, string group, string mode, string advice);

    [LoggerMessage(1020, LogLevel.Warning, "somebody removed {Path}; it was made again")]
    public static partial void MadeAgain(ILogger log, string path);

    [LoggerMessage(1022, LogLevel.Warning,
        "{Unit} listens at {Path}, which is no socket of this rig: whoever connects there waits in vain")]
    public static partial void Unserved(ILogger log, string unit, string path);

    [LoggerMessage(1023, LogLevel.Information, "no socket unit listens at {Path}, so the hub does: a VM of {Guest} cannot come before it")]
    public static partial void NotGiven(ILogger log, string path, string guest);

    [LoggerMessage(1021, LogLevel.Error, "somebody removed {Path}, and it cannot be made again: {Reason}")]
    public static partial void NotMadeAgain(ILogger log, string path, string reason);
}
