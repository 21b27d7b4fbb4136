using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Hosting;
using GpioHub.Rules.Links;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Links;

/// <summary>All links of a hub: an actor for each other host. It outlives every plan of the rig. Any thread.</summary>
/// <remarks>The actors run in a system of their own, or in the rig's own on its reactor: what goes to a chip and comes from it is a message
/// either way, and a chip's reactor never waits for a link.</remarks>
public sealed class LinkSet : ILinkDoor
{
    private readonly ActorSystem _system;
    private readonly LinkHome _home;
    private readonly string? _dispatcher;
    private readonly LinksPlan _begins;
    private ImmutableDictionary<string, Link> _links = ImmutableDictionary<string, Link>.Empty;
    private ImmutableArray<string> _order = [];
    private int _begun;                                                    // an actor that stops has its name for a while yet
    private long _turnedAway;

    /// <param name="system">Where the actors run.</param>
    /// <param name="dispatcher">On what of it; null = on its threads.</param>
    /// <param name="reactor">The reactor of that dispatcher.</param>
    /// <param name="boot">This process; another one has another number, and a later one a greater. Openings of chips are counted from
    /// it.</param>
    /// <param name="goesOn">This process goes on with what another began.</param>
    public LinkSet(ActorSystem system, string? dispatcher, IReactor? reactor, LinksPlan plan, ILinkWire wire, IMonotonicClock clock,
        ulong boot, bool goesOn)
    {
        (_system, _dispatcher, _begins) = (system, dispatcher, plan);
        _home = new LinkHome(wire, clock, boot, goesOn, reactor);
    }

    /// <summary>How each link stands, in the order of the file.</summary>
    public ImmutableArray<LinkSnapshot> Snapshots
    {
        get
        {
            var links = _links;
            return [.. _order.Where(links.ContainsKey).Select(host => Explained(links[host].Shown))];
        }
    }

    /// <summary>What came from nobody who is known, or was no message of a link.</summary>
    public long TurnedAwayCount => Interlocked.Read(ref _turnedAway);

    /// <summary>With what the wire knows of a host that is not heard.</summary>
    private LinkSnapshot Explained(LinkSnapshot link) =>
        link.Phase is LinkPhase.Connecting or LinkPhase.Away && _home.Wire.TroubleWith(link.Host) is { } why
            ? link with { Why = why }
            : link;

    /// <summary>Makes the port of a chip of another host.</summary>
    public IChipPort PortOf(ChipPlan chip, IReactor reactor) => new RemotePort(chip, reactor, this);

    public void Arrived(string host, LinkMessage message)
    {
        if (!_links.TryGetValue(host, out var link)) TurnedAway(host, "it is no host of this rig");
        else if (link.MayCome()) link.Actor.Tell(new LinkProtocol.Came(message), ActorRefs.NoSender);
    }

    public void TurnedAway(string from, string why)
    {
        Interlocked.Increment(ref _turnedAway);
        _home.Say(_system, from, why);
    }

    /// <summary>Each host is told at once that this one is there, and not with the next beat.</summary>
    public void WireUp()
    {
        foreach (var link in _links.Values) link.Actor.Tell(LinkProtocol.Tick.Instance, ActorRefs.NoSender);
    }

    /// <summary>Nobody needs a chip of another host any more: each is told so, and lets go at once what this host drives.</summary>
    public void Stop()
    {
        foreach (var link in _links.Values) link.Actor.Tell(LinkProtocol.Stop.Instance, ActorRefs.NoSender);
    }

    /// <summary>Begins the links. Not before the rig is wired: their actors run on its reactor, whose turns would be recorded while the
    /// wiring, on another thread, has what the process before left read and recorded.</summary>
    internal void Start() => Replan(_begins);

    /// <summary>Begins links to hosts that are new in a plan; the others stay as they are. One thread at a time.</summary>
    internal void Add(LinksPlan plan)
    {
        var added = plan.Peers.Where(peer => !_links.ContainsKey(peer.Host)).ToArray();
        if (added.Length == 0) return;
        _home.Wire.Replan(plan);
        foreach (var peer in added) _links = _links.Add(peer.Host, Begin(plan, peer));
    }

    /// <summary>Puts other links, or other settings of links, in force. One thread at a time.</summary>
    internal void Replan(LinksPlan plan)
    {
        var hosts = plan.Peers.Select(peer => peer.Host).ToHashSet();
        foreach (var (host, link) in _links)
            if (!hosts.Contains(host)) _system.Stop(link.Actor);
        var links = _links.RemoveRange(_links.Keys.Where(host => !hosts.Contains(host)));
        foreach (var peer in plan.Peers)
        {
            if (links.TryGetValue(peer.Host, out var known)) known.Actor.Tell(new LinkProtocol.Replan(plan, peer), ActorRefs.NoSender);
            else links = links.Add(peer.Host, Begin(plan, peer));
        }

        _home.Wire.Replan(plan);
        (_order, _links) = ([.. plan.Peers.Select(peer => peer.Host)], links);
    }

    /// <summary>The same plan has been given again: files that it names may have been replaced.</summary>
    internal void Renew(LinksPlan plan) => _home.Wire.Replan(plan);

    /// <summary>Says which chips of this host are shared, from here on.</summary>
    internal void Share(IReadOnlyCollection<SharedOfHost> shared)
    {
        foreach (var (host, link) in _links)
        {
            var ofHost = shared.Where(each => each.Host == host).Select(each => each.Chip);
            link.Actor.Tell(new LinkProtocol.Share([.. ofHost]), ActorRefs.NoSender);
        }
    }

    /// <summary>The actor of the link to a host; Nobody = there is none any more.</summary>
    internal IActorRef ActorOf(string host) => _links.TryGetValue(host, out var link) ? link.Actor : ActorRefs.Nobody;

    private Link Begin(LinksPlan plan, PeerPlan peer)
    {
        var link = new Link(_home, plan, peer);
        var props = LinkActor.PropsFor(link);
        link.Actor = _system.ActorOf(_dispatcher is null ? props : props.WithDispatcher(_dispatcher), $"link-{peer.Host}-{++_begun}");
        return link;
    }
}
