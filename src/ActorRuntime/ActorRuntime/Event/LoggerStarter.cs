using Akka.Actor;

namespace Akka.Event;

/// <summary>Starts the loggers that the settings name, and the stand-in before and after them.</summary>
internal static class LoggerStarter
{
    private static readonly StandardOutLogger StandIn = new();

    public static void StartStandardOut(Settings settings, LoggingBus bus)
    {
        var level = Logging.LogLevelFor(settings.StdoutLogLevel);
        foreach (var each in Enum.GetValues<LogLevel>().Where(l => l >= level)) bus.Subscribe(StandIn, each.EventType());
    }

    public static void StartLoggers(ActorSystemImpl system)
    {
        var bus = system.EventStream;
        bus.SetLogLevel(Logging.LogLevelFor(system.Settings.LogLevel));
        int id = 0;
        foreach (string name in system.Settings.Loggers)
        {
            var type = TypeFinder.Find(name);
            var logger = system.SystemActorOf(
                Props.Create(type).WithDispatcher(Dispatch.Dispatchers.InternalDispatcherId), $"log{++id}-{type.Name}");
            Initialize(logger, bus, type, system.Settings.LoggerStartTimeout);
            bus.Loggers.Add(logger);
            bus.SubscribeLogger(logger);
        }
        bus.Unsubscribe(StandIn);
    }

    /// <summary>Unsubscribes the loggers in favour of the stand-in.</summary>
    /// <returns>the loggers; they may have events to write</returns>
    public static IReadOnlyCollection<IActorRef> RetireLoggers(ActorSystemImpl system)
    {
        var bus = system.EventStream;
        StartStandardOut(system.Settings, bus);
        IActorRef[] loggers = [.. bus.Loggers];
        foreach (var logger in loggers) bus.Unsubscribe(logger);
        bus.Loggers.Clear();
        return loggers;
    }

    private static void Initialize(IActorRef logger, LoggingBus bus, Type type, TimeSpan timeout)
    {
        try
        {
            var answer = logger.Ask(new InitializeLogger(bus), timeout).GetAwaiter().GetResult();
            if (answer is not LoggerInitialized)
                throw new Configuration.ConfigurationException($"Logger [{type}] did not respond with LoggerInitialized, sent instead {answer}");
        }
        catch (AskTimeoutException)
        {
            bus.Publish(new Warning(bus.GetType().Name, bus.GetType(), $"Logger {type} did not respond within {timeout} to InitializeLogger"));
        }
    }
}
