using System.Net;
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

    /// <param name="listen">An address of this machine.</param>
    /// <param name="isEncrypted">With TLS; the certificate comes by another way.</param>
    /// <param name="verbose">Akka.Remote's own log is written.</param>
    public static Config Of(RigAddress self, IPEndPoint listen, bool isEncrypted, bool verbose) => ConfigurationFactory.ParseString($$"""
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
            transport-failure-detector { heartbeat-interval = 500ms, acceptable-heartbeat-pause = 2s }
            adapters { {{RigTransport.Scheme}} = "{{NameOf<RigTransportProvider>()}}" }
            dot-netty.tcp {
              applied-adapters = ["{{RigTransport.Scheme}}"]
              hostname = "{{listen.Address}}"
              port = {{listen.Port}}
              public-hostname = "{{self.Host}}"
              public-port = {{RigAddress.Port}}
              enable-ssl = {{(isEncrypted ? "on" : "off")}}
              connection-timeout = 3s                            # the handshakes of TLS and of Akka.Remote too, on a busy machine
              maximum-frame-size = 1000000b                      # the longest message, and what Akka.Remote puts around it
              send-buffer-size = 32768b                          # for each link, in the kernel
              receive-buffer-size = 32768b
              backlog = 64
              tcp-reuse-addr = off                               # on Linux it would let two hubs listen on one port
              server-socket-worker-pool { pool-size-min = 1, pool-size-max = 1 }
              client-socket-worker-pool { pool-size-min = 1, pool-size-max = 1 }
            }
          }
        }
        """).WithFallback(AkkaSettings.Config);

    // Without a space: Akka.Remote takes the name of an adapter with its quotes where it has one.
    private static string NameOf<T>() => $"{typeof(T).FullName},{typeof(T).Assembly.GetName().Name}";
}
