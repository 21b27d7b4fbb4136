using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting.HotPath;

/// <summary>The log messages of the rehearsal. Event ids 1110…1119.</summary>
internal static partial class HotPathLog
{
    [LoggerMessage(1110, LogLevel.Warning, "the rehearsal before the first guest failed; that guest's first requests take longer")]
    public static partial void Failed(ILogger log, Exception cause);

    [LoggerMessage(1111, LogLevel.Debug, "rehearsed {Rounds} rounds; nothing of it is left")]
    public static partial void Over(ILogger log, int rounds);
}
