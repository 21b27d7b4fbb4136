using System.Collections.Immutable;

namespace GpioHub.Rules.Plan;

/// <summary>A host's place in a rig of several hosts: who it is, and to which hubs it has a link. Source: IF-1.16.</summary>
/// <param name="Rig">The rig's name; hubs of another rig are refused.</param>
/// <param name="Host">This host's name, as its certificate has it and as the others call it.</param>
/// <param name="Listen">Where the others reach this hub.</param>
/// <param name="Peers">The hubs of the other hosts; nobody else is let in.</param>
public sealed record LinksPlan(string Rig, string Host, HostAddress Listen, ImmutableArray<PeerPlan> Peers)
{
    /// <summary>Absolute paths of the rig's CA and of this host's certificate with its key; null = without TLS, which only loopback
    /// may be.</summary>
    public LinkCertificates? Certificates { get; init; }

    /// <summary>Tells files of a rig apart: a digest of what the file says for all hosts. Hosts whose digests differ say so and go
    /// on. 0 = each host has a file of its own, and nothing is compared.</summary>
    public ulong File { get; init; }
}

/// <param name="Ca">Absolute path of the CA's certificate, PEM.</param>
/// <param name="Certificate">Absolute path of this host's certificate and key, PKCS #12 or PEM.</param>
public sealed record LinkCertificates(string Ca, string Certificate);

/// <summary>A name or a numeric address, and a TCP port, 1 … 65535.</summary>
public readonly record struct HostAddress(string Name, int Port)
{
    public override string ToString() => Name.Contains(':', StringComparison.Ordinal) ? $"[{Name}]:{Port}" : $"{Name}:{Port}";
}

/// <summary>The hub of another host.</summary>
/// <param name="Host">Its name.</param>
/// <param name="At">Where it listens.</param>
/// <param name="Away">How long nothing may come from it before it counts as away, &gt; 0.</param>
/// <param name="WhenStopped">How long after that its drives here last; null = for ever.</param>
public sealed record PeerPlan(string Host, HostAddress At, TimeSpan Away, TimeSpan? WhenStopped)
{
    public static readonly TimeSpan DefaultAway = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan DefaultWhenStopped = TimeSpan.FromSeconds(2);
}

/// <summary>A chip of another host's hub.</summary>
/// <param name="Host">The host that owns it, one of <see cref="LinksPlan.Peers"/>.</param>
/// <param name="Chip">Its id there.</param>
public sealed record RemotePlan(string Host, string Chip) : ChipDriverPlan
{
    public const string Word = "remote";

    public override string Name => Word;

    public override bool IsDevice => true;

    public override bool ListsAllLines => false;

    public override string Text => $"{Word}, {Chip} of {Host}";

    /// <summary>The link says when its chip is back; these pauses are for what it does not say.</summary>
    public override (TimeSpan First, TimeSpan Longest)? Pauses => (TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1));

    public override bool SameDevice(ChipDriverPlan other) => other is RemotePlan remote && remote == this;
}
