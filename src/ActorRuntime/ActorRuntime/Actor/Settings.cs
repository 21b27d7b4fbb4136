using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

/// <summary>The settings of a system.</summary>
public class Settings
{
    public Settings(ActorSystem system, Config config) : this(system, config, ActorSystemSetup.Empty) { }

    public Settings(ActorSystem system, Config config, ActorSystemSetup setup)
    {
        System = system;
        Setup = setup;
        Config = config.SafeWithFallback(ConfigurationFactory.Default());

        LogLevel = Config.GetString("akka.loglevel");
        StdoutLogLevel = Config.GetString("akka.stdout-loglevel");
        Loggers = Config.GetStringList("akka.loggers");
        LogDeadLetters = Config.GetString("akka.log-dead-letters") switch
        {
            "off" or "false" => 0,
            "on" or "true" => int.MaxValue,
            _ => Config.GetInt("akka.log-dead-letters"),
        };
        LogDeadLettersDuringShutdown = Config.GetBoolean("akka.log-dead-letters-during-shutdown");
        AskTimeout = Config.GetTimeSpan("akka.actor.ask-timeout");
        LoggerStartTimeout = Config.GetTimeSpan("akka.logger-startup-timeout");
        LogFormatter = LoadFormatter(Config.GetString("akka.logger-formatter"));
        SchedulerClass = Config.GetString("akka.scheduler.implementation");
    }

    public ActorSystem System { get; }

    public Config Config { get; }

    public ActorSystemSetup Setup { get; }

    public string LogLevel { get; }

    public string StdoutLogLevel { get; }

    public IList<string> Loggers { get; }

    /// <summary>How many dead letters are logged; <see cref="int.MaxValue"/>: all.</summary>
    public int LogDeadLetters { get; }

    public bool LogDeadLettersDuringShutdown { get; }

    /// <summary>For asks that give none; -1 ms: for ever.</summary>
    public TimeSpan AskTimeout { get; }

    /// <summary>How templates become text.</summary>
    public ILogMessageFormatter LogFormatter { get; }

    public TimeSpan LoggerStartTimeout { get; }

    public string SchedulerClass { get; }

    public override string ToString() => Config.ToString();

    private static ILogMessageFormatter LoadFormatter(string name)
    {
        var type = name is null ? typeof(DefaultLogMessageFormatter) : TypeFinder.Find(name);
        return type == typeof(DefaultLogMessageFormatter)
            ? DefaultLogMessageFormatter.Instance
            : (ILogMessageFormatter)Activator.CreateInstance(type);
    }
}
