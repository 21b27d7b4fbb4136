using System.Collections.Concurrent;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Actor.Setup;
using Akka.Hosting.Logging;
using GpioHub.Hub.Links.Transport;
using GpioHub.Hub.Links.Wire;
using GpioHub.Rules.Links;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Links;

/// <summary>An actor system "rig": it listens for hubs of other hosts, connects to them, and has nothing else in it.</summary>
/// <remarks>It is made again when its address or certificate changes, or when it ends for whatever reason. No actor of the hub lives in
/// it, so that nothing but connections ends with it.</remarks>
internal sealed class RigSystem : IAsyncDisposable
{
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(1);

    private readonly ActorSystemImpl _system;
    private readonly RigGate _gate;
    private readonly IActorRef _door;
    private readonly ConcurrentDictionary<string, Way> _ways = new();              // to hosts, by their names in lower case

    private RigSystem(ActorSystemImpl system, RigGate gate, Action<string, string?> heard)
    {
        (_system, _gate) = (system, gate);
        system.ActorOf(RigEvents.PropsFor(heard), "events");
        _door = system.ActorOf(Props.Empty, RigAddress.Door);                // a name for who sends: what comes does not reach it
    }

    /// <summary>Ends when the system has ended.</summary>
    public Task Ended => _system.WhenTerminated;

    public RigGate Gate => _gate;

    /// <summary>Listens, and can send.</summary>
    /// <param name="heard">Told of each host that is reached or not.</param>
    /// <param name="verbose">Akka.Remote's own log is written.</param>
    /// <exception cref="SocketException">Nobody can listen there, for now.</exception>
    /// <exception cref="Akka.Remote.RemoteTransportException">Likewise.</exception>
    public static RigSystem Start(
        RigGate gate, Action<string, string?> heard, ILoggerFactory logs, bool verbose)
    {
        var listen = ListenAddress.Of(gate.Peers.Plan.Listen);
        ListenAddress.Try(listen);
        var setup = ActorSystemSetup.Create(new RigSetup(gate, listen), new LoggerFactorySetup(logs));
        var system = new ActorSystemImpl(RigAddress.System, RigSettings.Of(verbose), setup);
        try
        {
            system.Start();
        }
        catch
        {
            _ = system.Terminate();
            throw;
        }

        return new RigSystem(system, gate, heard);
    }

    /// <summary>Sends a message to a host, if it is one of its peers. Any thread; it never waits.</summary>
    /// <remarks>Over a connection that is up it goes to the socket at once. Where there is none, Akka.Remote makes one for a beat, and
    /// keeps that until then; other messages are lost, as on a link that is cut.</remarks>
    public void Send(string host, LinkMessage message)
    {
        string name = host.ToLowerInvariant();
        if (_gate.Peers.Of(name) is null) return;
        var way = _ways.GetOrAdd(name, static (to, self) => new Way(self, to), this);
        if (_gate.Connections.With(name) is { } connection) connection.Send(way.Envelope.Frame(LinkCodec.Encode(message)));
        else if (message is Beat) way.Door.Tell(message, _door);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _system.Terminate().WaitAsync(EndTime);
        }
        catch (TimeoutException)
        {
            // Connections that do not close are the other hosts' to notice.
        }
    }

    private sealed class Way(RigSystem system, string host)
    {
        /// <summary>That host's door, as Akka.Remote knows it.</summary>
        public IActorRef Door { get; } = system._system.Provider.ResolveActorRef(system._gate.Self.DoorOf(host).ToString());

        public RigEnvelope Envelope { get; } = new(system._gate.Self, host);
    }
}
