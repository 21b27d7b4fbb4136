using Akka.Configuration;

namespace GpioHub.Actors.Hosting;

/// <summary>The hub's settings of Akka.NET, wherever its actors run in real time.</summary>
public static class AkkaSettings
{
    public static Config Config { get; } = ConfigurationFactory.ParseString($$"""
        akka {
          stdout-loglevel = OFF                                  # stdout is the banner's
          stdout-logger-class = "{{NameOf<NoStdoutLogger>()}}"
          log-dead-letters = off                                 # a line that has gone may still be told of an edge
          log-dead-letters-during-shutdown = off
          actor.serializers.json = "{{NameOf<NoSerializer>()}}"
          scheduler.implementation = "{{NameOf<SleepingScheduler>()}}"
          coordinated-shutdown.run-by-clr-shutdown-hook = off    # signals are the host's: two who end the same thing have no order
        }
        """);

    private static string NameOf<T>() => $"{typeof(T).FullName}, {typeof(T).Assembly.GetName().Name}";
}
