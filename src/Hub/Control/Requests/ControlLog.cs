using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Control.Requests;

/// <summary>Log lines of the control API. Event ids 1200 and 1201.</summary>
internal static partial class ControlLog
{
    [LoggerMessage(1200, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void Failed(ILogger log, Exception reason, string method, string path);

    [LoggerMessage(1201, LogLevel.Warning, "{Who} was refused {What}: {Status}")]
    public static partial void Refused(ILogger log, string who, string what, int status);
}
