using System.Net;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using GpioHub.Hub.Links;
using GpioHub.Hub.Links.Transport;
using GpioHub.Hub.Links.Wire;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Reactor;
using Microsoft.Extensions.Logging.Abstractions;

namespace GpioHub.Hub.Tests.Links;

/// <summary>An actor system of somebody who wants more of a hub than messages: Akka.Remote with all its serializers, which speaks to a
/// hub's port and takes every certificate.</summary>
internal sealed class Attacker : IDisposable
{
    private readonly string _scheme, _victim;
    private readonly EpollReactor _reactor = LinkReactor.Start();

    /// <param name="plan">Who it says it is, and where its victim is.</param>
    /// <param name="certificate">null = without TLS.</param>
    public Attacker(LinksPlan plan, X509Certificate2? certificate)
    {
        var self = new RigAddress(plan.Host, certificate is not null);
        var tls = certificate is null ? null : new RigTls(certificate, certificate, (_, _, _) => [plan.Peers[0].Host]);
        var gate = new RigGate(self, new RigPeers(plan), new Door(), new LinkTroubles(), _reactor) { Tls = tls };
        var setup = ActorSystemSetup.Create(new RigSetup(gate, new IPEndPoint(IPAddress.Loopback, plan.Listen.Port)),
            new Akka.Hosting.Logging.LoggerFactorySetup(NullLoggerFactory.Instance));
        var config = ConfigurationFactory.ParseString("""
            akka {
              remote.untrusted-mode = off
              actor.serializers {
                json = "Akka.Serialization.NewtonSoftJsonSerializer, Akka"
                bytes = "Akka.Serialization.ByteArraySerializer, Akka"
                akka-containers = "Akka.Remote.Serialization.MessageContainerSerializer, Akka.Remote"
                akka-misc = "Akka.Remote.Serialization.MiscMessageSerializer, Akka.Remote"
                primitive = "Akka.Remote.Serialization.PrimitiveSerializers, Akka.Remote"
                proto = "Akka.Remote.Serialization.ProtobufSerializer, Akka.Remote"
                daemon-create = "Akka.Remote.Serialization.DaemonMsgCreateSerializer, Akka.Remote"
                akka-system-msg = "Akka.Remote.Serialization.SystemMessageSerializer, Akka.Remote"
              }
            }
            """);
        var system = new Akka.Actor.Internal.ActorSystemImpl(RigAddress.System, config.WithFallback(
            RigSettings.Of(verbose: false)), setup);
        system.Start();
        System = system;
        (_scheme, _victim) = (self.Scheme, $"h-{plan.Peers[0].Host}");
        Sender = System.ActorOf(Props.Empty, RigAddress.Door);
    }

    public ExtendedActorSystem System { get; }

    /// <summary>Has the path of a hub's door.</summary>
    public IActorRef Sender { get; }

    /// <summary>An address at the victim.</summary>
    public string At(string path) => $"{_scheme}://{RigAddress.System}@{_victim}:{RigAddress.Port}{path}";

    /// <summary>Sends to a path of the victim, past every selection.</summary>
    public void Send(string path, object message) => System.Provider.ResolveActorRef(At(path)).Tell(message, Sender);

    public void Dispose()
    {
        System.Terminate().Wait(TimeSpan.FromSeconds(20));
        _reactor.Dispose();
    }
}
