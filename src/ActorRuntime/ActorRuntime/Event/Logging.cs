using Akka.Actor;

namespace Akka.Event;

public static class Logging
{
    /// <summary>A logger whose source is the actor's path.</summary>
    public static ILoggingAdapter GetLogger(this IActorContext context, ILogMessageFormatter logMessageFormatter = null) =>
        new BusLogging(context.System.EventStream, context.Self.Path.ToString(), ((ActorCell)context).Props.Type, logMessageFormatter ?? context.System.Settings.LogFormatter);

    public static ILoggingAdapter GetLogger(ActorSystem system, object logSourceObj, ILogMessageFormatter logMessageFormatter = null) =>
        new BusLogging(
            system.EventStream, SourceOf(logSourceObj, system), ClassOf(logSourceObj), logMessageFormatter ?? system.Settings.LogFormatter);

    public static ILoggingAdapter GetLogger(LoggingBus loggingBus, object logSourceObj, ILogMessageFormatter logMessageFormatter = null) =>
        new BusLogging(loggingBus, SourceOf(logSourceObj, null), ClassOf(logSourceObj), logMessageFormatter ?? DefaultLogMessageFormatter.Instance);

    public static string SimpleName(object o) => o.GetType().Name;

    public static LogLevel LogLevelFor(string logLevel) => logLevel?.ToUpperInvariant() switch
    {
        "DEBUG" => LogLevel.DebugLevel,
        "INFO" => LogLevel.InfoLevel,
        "WARNING" => LogLevel.WarningLevel,
        "ERROR" => LogLevel.ErrorLevel,
        "OFF" => OffLogLevel,
        _ => throw new ArgumentException($"Unknown LogLevel: \"{logLevel}\".", nameof(logLevel)),
    };

    internal const LogLevel OffLogLevel = (LogLevel)int.MaxValue;

    public static string StringFor(this LogLevel logLevel) => logLevel == OffLogLevel ? "OFF" : logLevel.Label();

    private static string SourceOf(object source, ActorSystem system) => source switch
    {
        IActorRef r => r.Path.ToString(),
        IActorContext c => c.Self.Path.ToString(),
        IInternalActor a => a.ActorContext.Self.Path.ToString(),
        string s => Of(s, system),
        Type t => Of(t.Name, system),
        _ => Of(source.GetType().Name, system),
    };

    private static string Of(string name, ActorSystem system) => system is null ? name : $"{name} ({system})";

    private static Type ClassOf(object source) => source as Type ?? source.GetType();
}
