using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Commands.Run;

/// <summary>The log messages of the program while it runs. Event ids 1000…1099.</summary>
internal static partial class RunLog
{
    [LoggerMessage(1000, LogLevel.Information, "{Sockets} {Owner}:{Group} {Mode}; QEMU must run as {Owner} or in group {Group}{Advice}")]
    public static partial void Sockets(ILogger log, string sockets, string owner, string group, string mode, string advice);

    [LoggerMessage(1001, LogLevel.Warning,
        "stopping: {Count} GPIO: {Guests}; QEMU 9 and later do not reconnect, restart such a VM after the hub")]
    public static partial void Stopping(ILogger log, string count, string guests);

    [LoggerMessage(1010, LogLevel.Information, "http://{Address} shows, and changes nothing; hub.tokens let clients drive lines")]
    public static partial void OnlyShows(ILogger log, System.Net.IPEndPoint address);

    [LoggerMessage(1002, LogLevel.Error, "stopping went wrong; lines may not stand where onRelease says")]
    public static partial void StopFailed(ILogger log, Exception reason);

    [LoggerMessage(1020, LogLevel.Warning, "somebody removed {Path}; it was made again")]
    public static partial void MadeAgain(ILogger log, string path);

    [LoggerMessage(1021, LogLevel.Error, "somebody removed {Path}, and it cannot be made again: {Reason}")]
    public static partial void NotMadeAgain(ILogger log, string path, string reason);

    [LoggerMessage(1003, LogLevel.Warning, "{Budget}. Until then {Served} of {Guests} can be connected at a time")]
    public static partial void FewFiles(ILogger log, string budget, int served, string guests);
}
