using System.Collections.Immutable;

namespace GpioHub.Rules.Plan;

/// <summary>Finds differences of the links to other hosts: who this host is stays as it was when the hub started.</summary>
internal static class LinkDiff
{
    /// <returns><paramref name="target"/> with the links that the hub can have.</returns>
    public static RigPlan Applied(RigPlan old, RigPlan target, ImmutableArray<RigChange>.Builder changes,
        ImmutableArray<RigRefusal>.Builder refused)
    {
        if (RigEquality.Same(old.Links, target.Links) || SaysTheSame(old, target)) return target with { Links = old.Links };
        if (old.Links is not { } before || target.Links is not { } wanted)
        {
            refused.Add(new RigRefusal("rig", "rig is as at the start of the hub: one host or several; another one needs a restart"));
            return target with { Links = old.Links };
        }

        if (!RigEquality.SameHost(before, wanted))
            refused.Add(new RigRefusal("rig", "rig is as at the start of the hub; another one needs a restart"));
        var now = before with { Peers = wanted.Peers, File = wanted.File };
        changes.AddRange(Said(before, now).Select(text => new LinksChanged(now, text)));
        return target with { Links = now };
    }

    /// <summary>Whether the wanted plan is the one in force, told as a file of this host alone: GET /v1/config tells it so. Then the hub
    /// still has what the file for all hosts says, and is not to call it another one.</summary>
    private static bool SaysTheSame(RigPlan old, RigPlan target) =>
        target.Links is { File: 0 } wanted
        && old.Links is { } before
        && RigEquality.Same(old, target with { Links = wanted with { File = before.File } });

    private static IEnumerable<string> Said(LinksPlan before, LinksPlan now)
    {
        foreach (var peer in now.Peers)
        {
            if (before.Peers.FirstOrDefault(other => other.Host == peer.Host) is not { } known) yield return $"adds host {peer.Host}";
            else if (known.At != peer.At) yield return $"host {peer.Host}: at {known.At} to {peer.At}";
            else if (known != peer) yield return $"host {peer.Host}: other settings";
        }

        foreach (var peer in before.Peers)
            if (now.Peers.All(other => other.Host != peer.Host)) yield return $"removes host {peer.Host}";
        if (before.File != now.File) yield return "another file of the rig";
    }
}
