using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Commands.Run;

/// <summary>The log messages of <c>gpiohub run</c> itself. Event ids 1001…1019.</summary>
internal static partial class RunLog
{
    [LoggerMessage(1001, LogLevel.Warning,
        "stopping: {Count} GPIO: {Guests}; QEMU 9 and later do not reconnect, restart such a VM after the hub")]
    public static partial void Stopping(ILogger log, string count, string guests);

    [LoggerMessage(1010, LogLevel.Information, "http://{Address} shows, and changes nothing; hub.tokens let clients drive lines")]
    public static partial void OnlyShows(ILogger log, System.Net.IPEndPoint address);

    [LoggerMessage(1002, LogLevel.Error, "stopping went wrong; lines may not stand where onRelease says")]
    public static partial void StopFailed(ILogger log, Exception reason);

    [LoggerMessage(1003, LogLevel.Warning, "{Budget}. Until then {Served} of {Guests} can be connected at a time")]
    public static partial void FewFiles(ILogger log, string budget, int served, string guests);
}
