using Akka.Configuration;
using Akka.Hosting.Logging;
using GpioHub.Actors.Hosting;
using GpioHub.Hub.Links.Transport;
using GpioHub.Hub.Links.Wire;
using GpioHub.Rules.Links;

namespace GpioHub.Hub.Links;

/// <summary>Settings of Akka.NET for the system "rig".</summary>
internal static class RigSettings
{
    // Whatever Akka.NET brings, by its name in akka.actor.serializers.
    private static readonly string[] Serializers =
        ["json", "bytes", "akka-containers", "akka-misc", "primitive", "proto", "daemon-create", "akka-system-msg"];

    /// <param name="verbose">Akka.Remote's own log is written.</param>
    public static Config Of(bool verbose) => ConfigurationFactory.ParseString($$"""
        akka {
          loggers = [{{(verbose ? $"\"{NameOf<LoggerFactoryLogger>()}\"" : "")}}]
          loglevel = {{(verbose ? "DEBUG" : "OFF")}}             # a peer could fill the log: what matters is told by events
          coordinated-shutdown {                                 # one peer whose certificate is refused would end every link (AK-17)
            terminate-actor-system = off
            run-by-actor-system-terminate = off
          }
          actor {
            provider = "Akka.Remote.RemoteActorRefProvider, Akka.Remote"
            serializers {
              {{string.Join("\n      ", Serializers.Select(name => $"{name} = \"{NameOf<RefusingSerializer>()}\""))}}
              link = "{{NameOf<LinkSerializer>()}}"
            }
            serialization-bindings { "{{NameOf<LinkMessage>()}}" = link }
          }
          remote {
            untrusted-mode = on
            trusted-selection-paths = []
            log-remote-lifecycle-events = off
            retry-gate-closed-for = 500ms                        # how soon a host that was not reached is tried again
            prune-quarantine-marker-after = 1s
            flush-wait-on-shutdown = 100ms
            transport-failure-detector { heartbeat-interval = 2s, acceptable-heartbeat-pause = 2s }
            # Of messages and watches that there are none of here: each would wake a thread several times a second for nothing.
            system-message-ack-piggyback-timeout = 60s
            watch-failure-detector { heartbeat-interval = 60s, unreachable-nodes-reaper-interval = 60s }
            enabled-transports = ["akka.remote.rig"]
            rig { transport-class = "{{NameOf<RigTransport>()}}", applied-adapters = [] }
          }
        }
        """).WithFallback(AkkaSettings.Config);

    // Without a space: Akka.Remote takes the name of an adapter with its quotes where it has one.
    private static string NameOf<T>() => $"{typeof(T).FullName},{typeof(T).Assembly.GetName().Name}";
}
