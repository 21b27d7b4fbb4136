using Akka.Configuration;

namespace GpioHub.Actors.Hosting;

/// <summary>What the hub sets of Akka.NET, wherever its actors run in real time.</summary>
public static class AkkaSettings
{
    public static Config Config { get; } = ConfigurationFactory.ParseString($$"""
        akka {
          stdout-loglevel = OFF                                  # stdout is the banner's
          log-dead-letters = off                                 # a line that has gone may still be told of an edge
          log-dead-letters-during-shutdown = off
          scheduler.implementation = "{{typeof(SleepingScheduler).FullName}}, {{typeof(SleepingScheduler).Assembly.GetName().Name}}"
          coordinated-shutdown.run-by-clr-shutdown-hook = off    # signals are the host's: two who end the same thing have no order
        }
        """);
}
