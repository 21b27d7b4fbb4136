using System.Collections.Concurrent;

namespace GpioHub.Hub.Links.Transport;

/// <summary>Why a hub is not reached, or somebody was not let in.</summary>
/// <param name="Who">A host of the rig, or an address.</param>
/// <param name="Why">For a person.</param>
/// <param name="SinceNs">CLOCK_MONOTONIC when it was said first, nanoseconds.</param>
internal sealed record LinkTrouble(string Who, string Why, long SinceNs);

/// <summary>The last trouble with each host and address. Any thread.</summary>
internal sealed class LinkTroubles
{
    /// <summary>Addresses that are remembered: our limit, whoever knocks.</summary>
    public const int Most = 256;

    private readonly ConcurrentDictionary<string, LinkTrouble> _all = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, long> _certain = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>By who, in their order.</summary>
    public IReadOnlyList<LinkTrouble> All => [.. _all.Values.OrderBy(trouble => trouble.Who, StringComparer.Ordinal)];

    /// <returns>The trouble with a host or an address; null = none is known.</returns>
    public LinkTrouble? With(string who) => _all.GetValueOrDefault(who);

    /// <summary>How long what this host knows for certain is not replaced by what a connection's end looks like.</summary>
    private const long CertainNs = 5_000_000_000;

    /// <summary>As <see cref="Add"/>, of a connection that has ended: why is a guess.</summary>
    public bool AddGeneral(string who, string why, long ns) =>
        !(_all.TryGetValue(who, out var before) && _certain.TryGetValue(who, out long at) && ns - at < CertainNs)
        && Put(who, why, ns, before);

    /// <returns>It is not the same as before.</returns>
    public bool Add(string who, string why, long ns)
    {
        _certain[who] = ns;
        _all.TryGetValue(who, out var before);
        return Put(who, why, ns, before);
    }

    private bool Put(string who, string why, long ns, LinkTrouble? before)
    {
        if (before?.Why == why) return false;
        if (before is null && _all.Count >= Most && _all.Values.MinBy(trouble => trouble.SinceNs) is { } oldest)
            Remove(oldest.Who);
        _all[who] = new LinkTrouble(who, why, ns);
        return true;
    }

    /// <summary>There is none any more.</summary>
    public void Remove(string who)
    {
        _all.TryRemove(who, out _);
        _certain.TryRemove(who, out _);
    }
}
