using System.Collections.Immutable;
using System.Net;
using GpioHub.Configuration.Format;
using GpioHub.Configuration.Naming;
using GpioHub.Configuration.Problems;
using GpioHub.Configuration.Yaml;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Planning;

/// <summary>Makes a <see cref="LinksPlan"/> from <c>rig</c> with <c>hubs</c>, or with <c>hosts</c> where one file is for all. Source:
/// IF-1.16.</summary>
internal sealed class HostsPlanner(MapValues top, HostIdentity identity, ReadContext context)
{
    private const string PathOfHost = "{host}";

    private readonly MapValues? _rig = top.TryGet(HostsFormat.RigKey, out MapValues rig) ? rig : null;

    /// <summary>One file is for all hosts.</summary>
    public bool IsForAll => IsThere(HostsFormat.Hosts);

    /// <summary>Every host, where one file is for all.</summary>
    public ImmutableArray<PeerPlan> All { get; private set; } = [];

    /// <summary>This host, where one file is for all; null = it is not among them, which is reported unless any host will do.</summary>
    public string? Self { get; private set; }

    /// <summary>This host's links; null = the rig has one host, or what the file says is wrong, which is reported.</summary>
    public LinksPlan? Plan()
    {
        if (_rig is null)
        {
            foreach (Key<MapNode> key in (Key<MapNode>[])[HostsFormat.Hubs, HostsFormat.Hosts])
                if (IsThere(key))
                    context.Log.Error(top.AtOf(key), key.Name, $"\"rig\" is missing beside it: the rig's name, and this host's");
            return null;
        }

        if (IsForAll) return ForAll(_rig);
        if (_rig.IsWrong(HostsFormat.Host)) return null;
        string self = _rig.TryGet(HostsFormat.Host, out string said) ? said : identity.Name;
        if (!_rig.TryGet(HostsFormat.Listen, out HostAddress listen))
        {
            if (!_rig.Has(HostsFormat.Listen))
                context.Log.Error(_rig.At, _rig.Path, $"\"listen\" is missing; expected {HostsFormat.Listen.Of.Expected}");
            return null;
        }

        ImmutableArray<PeerPlan> peers = top.TryGet(HostsFormat.Hubs, out MapNode hubs) ? Peers(hubs, "hubs") : [];
        foreach (PeerPlan peer in peers.Where(peer => peer.Host == self))
            context.Log.Error(top.AtOf(HostsFormat.Hubs), $"hubs.{peer.Host}", $"{Shown.Quoted(self)} is this host itself");
        foreach (PeerPlan peer in peers.Where(peer => peer.Host != self && peer.At == listen))
            context.Log.Error(top.AtOf(HostsFormat.Hubs), $"hubs.{peer.Host}", $"{listen} is this host's own address");
        return Links(_rig, self, listen, peers);
    }

    /// <summary>The links of one of <see cref="All"/>.</summary>
    public LinksPlan LinksOf(string host, ulong file)
    {
        var links = new LinksPlan(_rig!.Get(HostsFormat.Name) ?? "", host, All.First(peer => peer.Host == host).At,
            [.. All.Where(peer => peer.Host != host)]);
        return links with { Certificates = Certificates(_rig, host), File = file };
    }

    private LinksPlan? ForAll(MapValues rig)
    {
        if (IsThere(HostsFormat.Hubs))
            context.Log.Error(top.AtOf(HostsFormat.Hubs), "hubs", $"hosts names every hub already; expected one of hubs and hosts");
        foreach (Key key in (Key[])[HostsFormat.Host, HostsFormat.Listen])
            if (rig.Has(key)) context.Log.Error(rig.AtOf(key), rig.PathOf(key), $"hosts says it for every host");
        if (!top.TryGet(HostsFormat.Hosts, out MapNode hosts)) return null;
        All = Peers(hosts, "hosts");
        Self = All.Select(peer => peer.Host).FirstOrDefault(host => host == identity.Name || host == identity.Name.Split('.')[0]);
        if (Self is null && !identity.IsAnyHost && !All.IsEmpty)
        {
            context.Log.Error(hosts.At, "hosts",
                $"this machine is {Shown.Quoted(identity.Name)}, which is none of them; expected --host with one of {Named()}");
        }

        foreach (PeerPlan peer in All) CheckSecret(rig, peer.At, top.AtOf(HostsFormat.Hosts), $"hosts.{peer.Host}");
        Self ??= identity.IsAnyHost ? All.FirstOrDefault()?.Host : null;
        return Self is { } self ? LinksOf(self, 0) : null;
    }

    private bool IsThere(Key<MapNode> key) => top.Has(key) && !(top.TryGet(key, out MapNode map) && map.Entries.IsEmpty);

    private string Named() => string.Join(", ", All.Take(8).Select(peer => peer.Host)) + (All.Length > 8 ? ", …" : "");

    private LinksPlan Links(MapValues rig, string self, HostAddress listen, ImmutableArray<PeerPlan> peers)
    {
        CheckSecret(rig, listen, rig.AtOf(HostsFormat.Listen), rig.PathOf(HostsFormat.Listen));
        return new LinksPlan(rig.Get(HostsFormat.Name) ?? "", self, listen, peers) { Certificates = Certificates(rig, self) };
    }

    private static LinkCertificates? Certificates(MapValues rig, string host) =>
        rig.TryGet(HostsFormat.Ca, out string ca) && rig.TryGet(HostsFormat.Certificate, out string own)
            ? new LinkCertificates(
                HubPlanner.Absolute(ca, rig.AtOf(HostsFormat.Ca)),
                HubPlanner.Absolute(own.Replace(PathOfHost, host, StringComparison.Ordinal), rig.AtOf(HostsFormat.Certificate)))
            : null;

    /// <summary>Reports a listener that other machines reach and that knows nobody's certificate (LK-15).</summary>
    private void CheckSecret(MapValues rig, HostAddress listen, Mark at, string path)
    {
        bool ca = rig.Has(HostsFormat.Ca), own = rig.Has(HostsFormat.Certificate);
        if (ca && own) return;
        if (ca || own)
        {
            if (path.StartsWith("hosts.", StringComparison.Ordinal) && All[0].At != listen) return;        // once is enough
            context.Log.Error(rig.At, rig.Path, $"ca and certificate belong together; {(ca ? "certificate" : "ca")} is missing");
        }
        else if (!IsLoopback(listen.Name))
        {
            const string remedy = "ca and certificate under rig (gpiohub rig init, gpiohub rig host), or 127.0.0.1";
            context.Log.Error(at, path, $"other machines reach {listen}; expected {remedy}");
        }
    }

    private static bool IsLoopback(string name) =>
        name == "localhost" || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));

    private ImmutableArray<PeerPlan> Peers(MapNode written, string path)
    {
        ReadContext below = context with { Braces = true };
        var peers = new List<PeerPlan>();
        var places = new Dictionary<string, Mark>(StringComparer.OrdinalIgnoreCase);         // names of hosts know no case
        var addresses = new Dictionary<HostAddress, string>();
        foreach ((ScalarNode key, ConfigNode node) in Shape.Entries(written, path, below))
        {
            if (!Template.TryParse(key.Text, out Template? names, out string? wrong))
            {
                context.Log.Error(key.At, $"{path}.{key.Text}", $"{wrong}");
                continue;
            }

            if (node is not MapNode map)
            {
                context.Log.Error(node.At, $"{path}.{key.Text}", $"expected a map such as {{ at: 10.77.0.2:4053 }}, found {node.Kind}");
                continue;
            }

            context.Log.TemplateKey = names.IsRange ? key.Text : null;
            for (int i = 0; i < names.Count && HasRoom(peers, key, path); i++)
                One(key, names.Text(i), map, below with { Number = names.Number(i) });
            context.Log.TemplateKey = null;
        }

        return [.. peers];

        void One(ScalarNode key, string host, MapNode map, ReadContext numbered)
        {
            string at = $"{path}.{host}";
            MapValues peer = HostsFormat.Peer.Read(map, at, numbered);
            if (!HostsFormat.HostName.TryParse(host, out _))
                context.Log.Error(key.At, at, $"expected {HostsFormat.HostName.Expected}, found {Shown.Quoted(host)}");
            else if (!places.TryAdd(host, key.At))
                context.Log.Error(key.At, at, $"{Shown.Quoted(host)} is already set at {places[host].SeenFrom(key.At)}");
            else if (peer.TryGet(HostsFormat.At, out HostAddress address))
            {
                if (!addresses.TryAdd(address, host))
                {
                    context.Log.Error(
                        peer.AtOf(HostsFormat.At), peer.PathOf(HostsFormat.At), $"{address} is already {addresses[address]}'s");
                }

                TimeSpan away = peer.Get(HostsFormat.Away) ?? PeerPlan.DefaultAway;
                peers.Add(new PeerPlan(host, address, away, peer.Get(HostsFormat.WhenStopped)));
            }
        }
    }

    private bool HasRoom(List<PeerPlan> peers, ScalarNode key, string path)
    {
        if (peers.Count < Limits.Hosts) return true;
        context.Log.Error(key.At, path, $"more than {Limits.Hosts} hosts");
        return false;
    }
}
