using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using GpioHub.Actors.Links;
using GpioHub.Hub.Links.Certificates;
using GpioHub.Hub.Links.Wire;
using GpioHub.Transports.Reactor;

namespace GpioHub.Hub.Links.Transport;

/// <summary>Decides who may come in and where each host is to be found, for one actor system "rig". Any thread.</summary>
/// <param name="self">This host's address.</param>
/// <param name="door">Where messages go, and who is told of those that are turned away.</param>
/// <param name="troubles">Outlives the system.</param>
/// <param name="reactor">Reads what comes over connections.</param>
internal sealed class RigGate(RigAddress self, RigPeers peers, ILinkDoor door, LinkTroubles troubles, IReactor reactor)
{
    private volatile RigPeers _peers = peers;

    public static long NowNs => Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency);

    /// <summary>Frames that a connection may bring a second.</summary>
    public int MostFrames { get; init; } = Allowance.Frames;

    public IReactor Reactor => reactor;

    public RigAddress Self => self;

    /// <summary>null = connections are without: they are on loopback.</summary>
    public RigTls? Tls { get; init; }

    public ILinkDoor Door => door;

    public RigConnections Connections { get; } = new();

    /// <summary>Who may connect from now on. Connections to and from those that are not the same as before end.</summary>
    public RigPeers Peers
    {
        get => _peers;
        set
        {
            var before = _peers;
            _peers = value;
            foreach (string host in before.MovedIn(value)) Connections.Close(host);
        }
    }

    /// <summary>Where a host listens, as an address of IP.</summary>
    /// <param name="addressHost">Its name in an address.</param>
    /// <exception cref="SocketException">Its name is not known to the resolver.</exception>
    /// <exception cref="InvalidOperationException">It is no peer.</exception>
    public async Task<IPEndPoint> WayToAsync(string addressHost)
    {
        var peer = RigAddress.HostOf(addressHost) is { } host ? _peers.Of(host) : null;
        if (peer is null) throw new InvalidOperationException($"{addressHost} is no hub of this rig");
        return new IPEndPoint(await AddressOfAsync(peer.At.Name), peer.At.Port);
    }

    /// <inheritdoc cref="MemberCheckOf"/>
    /// <param name="ca">The rig's.</param>
    public IReadOnlyList<string>? MembersOf(X509Certificate2 ca, X509Certificate2? shown, string? expected, string socket)
    {
        string? why = MemberCheck.Refusal(shown, ca, DateTimeOffset.Now, out var names);
        if (why is null && expected is not null && !names.Contains(expected, StringComparer.OrdinalIgnoreCase))
            why = $"{socket} shows the certificate of {string.Join(", ", names)}";
        else if (why is null && !names.Any(name => _peers.Of(name.ToLowerInvariant()) is not null))
            why = $"its certificate is of {string.Join(", ", names)}, which is none of this hub's hubs";
        if (why is null) return names;

        string who = (expected is null ? null : _peers.Of(expected)?.Host) ?? expected ?? SocketText.WithoutPort(socket);
        troubles.Add(who, why, NowNs);
        TurnedAway(who, why);
        return null;
    }

    /// <summary>Whether a host is let in that says who it is.</summary>
    /// <param name="host">In lower case.</param>
    /// <param name="names">The hosts of its certificate.</param>
    /// <returns>Why not; null = it is.</returns>
    public string? Refusal(string host, IReadOnlyList<string> names)
    {
        if (_peers.Of(host) is null) return $"it is {host}, which is none of this hub's hubs";
        return Tls is null || names.Contains(host, StringComparer.OrdinalIgnoreCase) ? null : $"it is not {host}, as it says";
    }

    private static async Task<IPAddress> AddressOfAsync(string name)
    {
        if (IPAddress.TryParse(name, out var numeric)) return numeric;
        var found = await Dns.GetHostAddressesAsync(name);
        // IPv4 first: a hub whose address is a name listens on that alone.
        return found.FirstOrDefault(one => one.AddressFamily == AddressFamily.InterNetwork) ?? found.FirstOrDefault()
            ?? throw new InvalidOperationException($"{name} has no address");
    }

    /// <summary>A message has come from a host that has said truly who it is.</summary>
    /// <param name="host">In lower case.</param>
    public void Arrived(string host, ReadOnlySpan<byte> bytes)
    {
        if (_peers.Of(host) is not { } peer) TurnedAway(host, "it is none of this hub's hubs");
        else if (LinkCodec.Decode(bytes, out string? why) is { } message) door.Arrived(peer.Host, message);
        else TurnedAway(host, why ?? "no message of a link");
    }

    /// <summary>Somebody, or something that somebody sent, is not let in.</summary>
    public void TurnedAway(string from, string why) => door.TurnedAway(from, why);

    /// <summary>Another hub than expected is where a host should be.</summary>
    /// <returns><paramref name="why"/>.</returns>
    public string Wrong(string host, string why)
    {
        troubles.Add(host, why, NowNs);
        return why;
    }
}
