using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Control.Recordings;

/// <summary>The log messages of recordings that the hub keeps by itself. Event ids 1300…1309.</summary>
internal static partial class RecordingLog
{
    [LoggerMessage(1301, LogLevel.Information, "recorded {Path}: {Cause}")]
    public static partial void Kept(ILogger log, string path, string cause);

    [LoggerMessage(1302, LogLevel.Warning, "{Cause}: not recorded: {Reason}")]
    public static partial void NotKept(ILogger log, string cause, string reason);
}
