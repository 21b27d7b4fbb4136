using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Control.Requests;

/// <summary>Log lines of the control API. Event id 1200.</summary>
internal static partial class ControlLog
{
    [LoggerMessage(1200, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void Failed(ILogger log, Exception reason, string method, string path);
}
