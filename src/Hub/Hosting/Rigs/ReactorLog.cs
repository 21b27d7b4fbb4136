using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting.Rigs;

/// <summary>The log messages of reactors outside of any actor. Event ids 1100…1109.</summary>
internal static partial class ReactorLog
{
    [LoggerMessage(1101, LogLevel.Error, "a turn of the reactor failed in {What}; it goes on")]
    public static partial void TurnFailed(ILogger log, string what, Exception cause);
}
