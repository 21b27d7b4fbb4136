namespace GpioHub.Rules.Links;

/// <summary>What a hub keeps to towards the hub of one other host.</summary>
/// <param name="Host">This host's name, for messages.</param>
/// <param name="Boot">This process; not 0.</param>
/// <param name="AwayNs">As for <see cref="PeerRules"/>.</param>
/// <param name="WhenStoppedNs">How long its drives last after it is away, nanoseconds; null = for ever.</param>
public sealed record ExportRules(string Host, ulong Boot, long AwayNs, long? WhenStoppedNs)
{
    /// <summary>When drives end of a host that is away from now on; null = never.</summary>
    public long? ReleaseNs(long ns) => ns + WhenStoppedNs;

    /// <summary>When drives end of a host that is there, or may be, and does not ask for them.</summary>
    public long? ReleaseWhenSilentNs(long ns) => ns + AwayNs + WhenStoppedNs;
}
