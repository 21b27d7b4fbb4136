using Akka.Actor;

namespace Akka.Event;

public static class Logging
{
    /// <summary>A logger whose source is the actor's path.</summary>
    public static ILoggingAdapter GetLogger(this IActorContext context, ILogMessageFormatter logMessageFormatter = null) =>
        new BusLogging(context.System.EventStream, context.Self.Path.ToString(), ((ActorCell)context).Props.Type, Or(logMessageFormatter));

    public static ILoggingAdapter GetLogger(ActorSystem system, object logSourceObj, ILogMessageFormatter logMessageFormatter = null) =>
        GetLogger(system.EventStream, $"{SourceOf(logSourceObj)}({system.Name})", ClassOf(logSourceObj), logMessageFormatter);

    public static ILoggingAdapter GetLogger(LoggingBus loggingBus, object logSourceObj, ILogMessageFormatter logMessageFormatter = null) =>
        GetLogger(loggingBus, SourceOf(logSourceObj), ClassOf(logSourceObj), logMessageFormatter);

    private static BusLogging GetLogger(LoggingBus bus, string source, Type logClass, ILogMessageFormatter formatter) =>
        new(bus, source, logClass, Or(formatter));

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

    private static ILogMessageFormatter Or(ILogMessageFormatter formatter) => formatter ?? DefaultLogMessageFormatter.Instance;

    private static string SourceOf(object source) => source switch
    {
        string s => s,
        Type t => t.ToString(),
        IActorRef r => r.Path.ToString(),
        IActorContext c => c.Self.Path.ToString(),
        IInternalActor a => a.ActorContext.Self.Path.ToString(),
        _ => source.GetType().ToString(),
    };

    private static Type ClassOf(object source) => source as Type ?? source.GetType();
}
