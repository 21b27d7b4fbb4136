using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Hosting.Logging;
using Microsoft.Extensions.Logging;
using LogLevel = Akka.Event.LogLevel;

namespace Akka.Hosting;

public enum TriStateValue
{
    None,
    All,
    Some,
}

/// <summary>What is logged of dead letters.</summary>
public class DeadLetterOptions
{
    public TriStateValue ShouldLog { get; set; } = TriStateValue.Some;

    /// <summary>For <see cref="TriStateValue.Some"/>: how many before a pause.</summary>
    public int LogCount { get; set; } = 10;

    public bool? LogDuringShutdown { get; set; }

    public override string ToString()
    {
        string count = ShouldLog switch
        {
            TriStateValue.All => "on",
            TriStateValue.None => "off",
            _ => LogCount.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        string during = LogDuringShutdown is { } d ? $"\nakka.log-dead-letters-during-shutdown = {(d ? "on" : "off")}" : "";
        return $"akka.log-dead-letters = {count}{during}\n";
    }
}

/// <summary>Which loggers a system has, and what they get.</summary>
public sealed class LoggerConfigBuilder
{
    private readonly List<Type> _loggers = [typeof(DefaultLogger)];
    private Type _formatter = typeof(DefaultLogMessageFormatter);

    internal LoggerConfigBuilder(AkkaConfigurationBuilder builder) => Builder = builder;

    public LogLevel LogLevel { get; set; } = LogLevel.InfoLevel;

    public DeadLetterOptions DeadLetterOptions { get; set; }

    internal AkkaConfigurationBuilder Builder { get; }

    public LoggerConfigBuilder ClearLoggers()
    {
        _loggers.Clear();
        return this;
    }

    public LoggerConfigBuilder AddLogger<T>() where T : IRequiresMessageQueue<ILoggerMessageQueueSemantics> => Add(typeof(T));

    /// <summary>How templates become text, unless a logger was made with a formatter of its own.</summary>
    public LoggerConfigBuilder WithDefaultLogMessageFormatter<T>() where T : ILogMessageFormatter
    {
        _formatter = typeof(T);
        return this;
    }

    internal LoggerConfigBuilder Add(Type logger)
    {
        _loggers.Add(logger);
        return this;
    }

    internal AkkaConfigurationBuilder Build()
    {
        string loggers = string.Join(", ", _loggers.Select(l => $"\"{l.AssemblyQualifiedName}\""));
        return Builder.Add(
            ConfigurationFactory.ParseString(
                $"""
                akka.loglevel = "{Akka.Event.Logging.StringFor(LogLevel)}"
                akka.loggers = [{loggers}]
                akka.logger-formatter = "{_formatter.AssemblyQualifiedName}"
                {DeadLetterOptions}
                """),
            HoconAddMode.Prepend);
    }
}

public static class LoggingExtensions
{
    public static AkkaConfigurationBuilder ConfigureLoggers(this AkkaConfigurationBuilder builder, Action<LoggerConfigBuilder> configurator)
    {
        var loggers = new LoggerConfigBuilder(builder);
        configurator(loggers);
        return loggers.Build();
    }

    public static LoggerConfigBuilder AddDefaultLogger(this LoggerConfigBuilder configBuilder) => configBuilder.Add(typeof(DefaultLogger));

    /// <summary>Sends log events to the host's Microsoft.Extensions.Logging.</summary>
    public static LoggerConfigBuilder AddLoggerFactory(this LoggerConfigBuilder configBuilder) => configBuilder.Add(typeof(LoggerFactoryLogger));

    public static LoggerConfigBuilder AddLoggerFactory(this LoggerConfigBuilder configBuilder, ILoggerFactory loggerFactory)
    {
        configBuilder.Builder.Add(new LoggerFactorySetup(loggerFactory));
        return configBuilder.AddLoggerFactory();
    }
}
