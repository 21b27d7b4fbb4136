using System.Collections.Frozen;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Links.Transport;

/// <summary>The hubs that this one has a link to, by their names in lower case: as addresses have them.</summary>
internal sealed class RigPeers(LinksPlan plan)
{
    private readonly FrozenDictionary<string, PeerPlan> _all = plan.Peers
        .DistinctBy(peer => peer.Host, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(peer => peer.Host.ToLowerInvariant());

    public LinksPlan Plan => plan;

    /// <param name="host">In lower case.</param>
    /// <returns>null = it is no peer.</returns>
    public PeerPlan? Of(string host) => _all.GetValueOrDefault(host);

    /// <summary>The peers that another plan does not have, or has elsewhere; in lower case.</summary>
    public IEnumerable<string> MovedIn(RigPeers later) =>
        _all.Where(peer => later.Of(peer.Key)?.At != peer.Value.At).Select(peer => peer.Key);
}
