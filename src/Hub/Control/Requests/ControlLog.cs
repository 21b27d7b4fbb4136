using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Control.Requests;

/// <summary>Log lines of the control API. Event ids 1200 and 1201.</summary>
internal static partial class ControlLog
{
    [LoggerMessage(1200, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void Failed(ILogger log, Exception reason, string method, string path);

    [LoggerMessage(1201, LogLevel.Error, "event journal ended; streams cannot be resumed until the next one starts")]
    public static partial void JournalEnded(ILogger log, Exception reason);
}
