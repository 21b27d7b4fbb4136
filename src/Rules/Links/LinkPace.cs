namespace GpioHub.Rules.Links;

/// <summary>How many messages of edges a congested link carries. Pure. Source: LK-09.</summary>
public readonly record struct LinkPace
{
    /// <summary>Our limit: an edge is told within 5 ms of the one before, and a storm on a hundred links costs a fifth of a CPU.</summary>
    public const int PerSecond = 200;

    private readonly TokenBucket _bucket;

    private LinkPace(TokenBucket bucket) => _bucket = bucket;

    /// <summary>When the next message of a congested chip may be sent, nanoseconds; not before the last <see cref="Take"/>.</summary>
    public long NextNs => _bucket.NextNs;

    public static LinkPace Begun(long ns) => new(TokenBucket.Full(PerSecond, ns));

    /// <summary>A message is to be sent.</summary>
    /// <param name="congested">false = its receiver keeps pace, and so it is free.</param>
    /// <param name="next">The pace from here on.</param>
    /// <returns>false = not yet; see <see cref="NextNs"/>.</returns>
    public bool Take(bool congested, long ns, out LinkPace next)
    {
        var bucket = _bucket.At(ns);
        bool allowed = !congested || bucket.Whole > 0;
        next = new LinkPace(congested && allowed ? bucket.Without(1) : bucket);
        return allowed;
    }
}
