using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting.Sockets;

/// <summary>The log messages about sockets in the file system. Event ids 1000, and 1020…1099.</summary>
internal static partial class SocketLog
{
    [LoggerMessage(1000, LogLevel.Information, "{Sockets} {Owner}:{Group} {Mode}; QEMU must run as {Owner} or in group {Group}{Advice}")]
    public static partial void Sockets(ILogger log, string sockets, string owner, string group, string mode, string advice);

    [LoggerMessage(1020, LogLevel.Warning, "somebody removed {Path}; it was made again")]
    public static partial void MadeAgain(ILogger log, string path);

    [LoggerMessage(1021, LogLevel.Error, "somebody removed {Path}, and it cannot be made again: {Reason}")]
    public static partial void NotMadeAgain(ILogger log, string path, string reason);
}
