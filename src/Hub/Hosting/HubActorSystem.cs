using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Hosting.Logging;
using GpioHub.Actors.Hosting;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting;

/// <summary>Makes the hub's actor system.</summary>
internal static class HubActorSystem
{
    public const string Name = "gpiohub";

    /// <summary>Starts an actor system whose actors log to <paramref name="logs"/>.</summary>
    /// <remarks>
    /// Not through <see cref="ActorSystem.Create(string, ActorSystemSetup)"/>: that looks for an app.config even if it is given a
    /// configuration. Its reader loads XML and OpenSSL: 14 MB for a file that nobody has.
    /// </remarks>
    /// <param name="verbose">Also what actors log at level Debug.</param>
    public static ActorSystem Start(ILoggerFactory logs, bool verbose)
    {
        var logging = ConfigurationFactory.ParseString($$"""
            akka {
              loggers = ["{{typeof(LoggerFactoryLogger).FullName}}, {{typeof(LoggerFactoryLogger).Assembly.GetName().Name}}"]
              loglevel = {{(verbose ? "DEBUG" : "INFO")}}
            }
            """);
        var system = new ActorSystemImpl(Name, logging.WithFallback(AkkaSettings.Config),
            ActorSystemSetup.Create(new LoggerFactorySetup(logs)));
        system.Start();
        return system;
    }
}
