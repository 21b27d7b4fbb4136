using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Hosting.Logging;
using GpioHub.Actors.Hosting;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting.Rigs;

/// <summary>Makes the hub's actor system.</summary>
internal static class HubActorSystem
{
    public const string Name = "gpiohub";

    private static readonly TimeSpan FlushTime = TimeSpan.FromSeconds(1);

    /// <summary>Starts an actor system whose actors log to <paramref name="logs"/>.</summary>
    /// <remarks>
    /// Not through <see cref="ActorSystem.Create(string, ActorSystemSetup)"/>: that looks for an app.config even if it is given a
    /// configuration. Its reader loads XML and OpenSSL: 6 MB for a file that nobody has.
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
        return Start(Name, logging, ActorSystemSetup.Create(new LoggerFactorySetup(logs)));
    }

    /// <summary>Starts another actor system, whose actors log nothing.</summary>
    public static ActorSystem StartSilent(string name) =>
        Start(name, ConfigurationFactory.ParseString("akka { loggers = [], loglevel = OFF }"), ActorSystemSetup.Empty);

    /// <summary>Starts an actor system and ends it, so that the next one starts in a fifth of the time. Beside other work: it takes a
    /// CPU of its own.</summary>
    public static void Rehearse() => _ = StartSilent("rehearsal").Terminate();

    private static ActorSystemImpl Start(string name, Config logging, ActorSystemSetup setup)
    {
        var system = new ActorSystemImpl(name, logging.WithFallback(AkkaSettings.Config), setup);
        system.Start();
        return system;
    }

    /// <summary>Waits until what actors have logged so far is written: a system that ends drops what its logger has not come to.</summary>
    /// <remarks>A log that stands still for a second (a full disk, a pipe that nobody reads) does not hold up the end.</remarks>
    public static async Task FlushLogAsync(ActorSystem system)
    {
        try
        {
            await system.ActorSelection("/system/log*").Ask<ActorIdentity>(new Identify(null), FlushTime);
        }
        catch (AskTimeoutException)
        {
            // There is nowhere to say so.
        }
    }
}
