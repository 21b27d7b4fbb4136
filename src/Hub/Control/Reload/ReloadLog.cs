using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Control.Reload;

/// <summary>Log lines of reloading. Event ids 1202…1299.</summary>
internal static partial class ReloadLog
{
    [LoggerMessage(1202, LogLevel.Error, "{Problem}")]
    public static partial void Problem(ILogger log, string problem);

    [LoggerMessage(1203, LogLevel.Error, "not reloaded ({Reason}): {Problems}; the configuration in force stays")]
    public static partial void NotReloaded(ILogger log, string reason, string problems);

    [LoggerMessage(1204, LogLevel.Information, "reloaded ({Reason}): changes {Changes}, refused {Refused}")]
    public static partial void Reloaded(ILogger log, string reason, int changes, int refused);

    [LoggerMessage(1205, LogLevel.Error, "reloading ({Reason}) failed; the configuration in force stays")]
    public static partial void Failed(ILogger log, Exception cause, string reason);

    [LoggerMessage(1206, LogLevel.Warning, "{Folder} cannot be watched: {Reason}; reload with SIGHUP or gpiohub reload")]
    public static partial void NotWatched(ILogger log, string folder, string reason);
}
