using Akka.Actor;
using Akka.Event;
using Akka.Hosting.Logging;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace GpioHub.Hub.Hosting;

/// <summary>Hands what actors log on to the host's log: who it is about as a property, the words as they are.</summary>
/// <remarks>Actors begin a line with their guest or chip: <c>ivi: front-end connected</c>. Anything else is about the hub.</remarks>
internal sealed class HubLogger : LoggerFactoryLogger
{
    private readonly ILogger _log;

    public HubLogger()
    {
        var setup = Context.System.Settings.Setup.Get<LoggerFactorySetup>();
        _log = setup.Value.LoggerFactory.CreateLogger("hub");
    }

    protected override void Log(LogEvent log, ActorPath path)
    {
        string text = log.Message?.ToString() ?? "";
        int colon = text.IndexOf(": ", StringComparison.Ordinal);
        bool named = colon > 0 && !text.AsSpan(0, colon).Contains(' ');
        using var about = named ? _log.BeginScope(new Dictionary<string, object> { ["Subject"] = text[..colon] }) : null;
        string said = named ? text[(colon + 2)..] : text;
        var level = Level(log.LogLevel());
        HubLog.Said(_log, level, said, log.Cause);
    }

    private static LogLevel Level(Akka.Event.LogLevel level) => level switch
    {
        Akka.Event.LogLevel.DebugLevel => LogLevel.Debug,
        Akka.Event.LogLevel.InfoLevel => LogLevel.Information,
        Akka.Event.LogLevel.WarningLevel => LogLevel.Warning,
        _ => LogLevel.Error,
    };
}

/// <summary>Event ids 1100…1199.</summary>
internal static partial class HubLog
{
    [LoggerMessage(EventId = 1100, Message = "{Text}")]
    public static partial void Said(ILogger log, LogLevel level, string text, Exception? cause);

    [LoggerMessage(1101, LogLevel.Error, "a turn of the reactor failed in {What}; it goes on")]
    public static partial void TurnFailed(ILogger log, string what, Exception cause);
}
