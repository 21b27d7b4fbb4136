namespace GpioHub.Rules.Links;

/// <summary>What this hub says of itself to the hub of another host, and what it expects of it.</summary>
/// <param name="Rig">The rig's name.</param>
/// <param name="Host">This host's name.</param>
/// <param name="Peer">The other host's.</param>
/// <param name="File">As <see cref="Plan.LinksPlan.File"/>.</param>
/// <param name="Boot">This process among those of this host; not 0.</param>
/// <param name="AwayNs">As <see cref="Plan.PeerPlan.Away"/>, nanoseconds, &gt; 0.</param>
public sealed record PeerRules(string Rig, string Host, string Peer, ulong File, ulong Boot, long AwayNs)
{
    /// <summary>Beats in the time after which a silent peer is away: four may be late or lost.</summary>
    public const int BeatsUntilAway = 5;

    /// <summary>The time from beat to beat, nanoseconds, &gt; 0.</summary>
    public long BeatNs => Math.Max(1, AwayNs / BeatsUntilAway);

    /// <summary>How old the last beat may be that the other is known to have heard, nanoseconds: up to two beats older than what was last
    /// heard of it, because it says so with its next beat.</summary>
    public long UnheardNs => AwayNs + 2 * BeatNs;
}

/// <summary>How the hub of another host stands to this one.</summary>
public enum PeerPhase : byte
{
    /// <summary>It was never heard, or does not hear this hub yet.</summary>
    Connecting,

    /// <summary>Each hears the other.</summary>
    Up,

    /// <summary>They heard each other, and do not any more.</summary>
    Away,

    /// <summary>It is heard, and is not served: another rig, another version, or not whom this hub expects there.</summary>
    Refused,
}

/// <summary>What a decision about a peer changes for the chips between both hubs. In this order.</summary>
[Flags]
public enum PeerChange
{
    None,

    /// <summary>Chips of the other are lost; <see cref="PeerState.Why"/> says why. Drives of the other end in a while (LK-10).</summary>
    Down = 1,

    /// <summary>Another process answers there than before: nothing of what the one before had opened is open there.</summary>
    Restarted = 2,

    /// <summary>Messages about chips may be sent, and are let in.</summary>
    Up = 4,

    /// <summary>The phase or its reason has changed.</summary>
    Said = 8,
}

/// <param name="Next">The peer from here on.</param>
/// <param name="Send">To be sent now; null = nothing.</param>
public readonly record struct PeerDecision(PeerState Next, PeerChange Change, Beat? Send);
