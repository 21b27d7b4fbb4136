namespace GpioHub.Rules;

/// <summary>A token bucket: a number of tokens a second, with a reserve of a tenth of a second's worth. Pure: the caller has the clock.
/// Integers only, so that nothing drifts.</summary>
/// <remarks>The reserve makes up for a late timer. On a busy machine a timer may fire 20 ms late, and a bucket that is full by then
/// loses the tokens that come meanwhile.</remarks>
public readonly record struct TokenBucket
{
    private const long One = 1_000_000_000;            // levels are in billionths of a token: what comes in a nanosecond at 1/s
    private const long MostElapsedNs = 1_000_000_000;  // fills any bucket

    private TokenBucket(long rate, long level, long asOfNs) => (Rate, Level, AsOfNs) = (rate, level, asOfNs);

    /// <summary>Tokens a second, 1 … 10⁹; 0 = no limit.</summary>
    public long Rate { get; }

    private long Level { get; init; }

    private long AsOfNs { get; init; }

    /// <summary>There is no limit.</summary>
    public bool IsUnlimited => Rate == 0;

    /// <summary>The most tokens that it holds: a caller that looks every tenth of a second, and takes what is there, gets all of
    /// them.</summary>
    public long Most => Math.Max(2, 1 + (Rate / 10));

    /// <summary>Whole tokens that are there, as of the last <see cref="At"/>.</summary>
    public int Whole => IsUnlimited ? int.MaxValue : (int)(Level / One);

    /// <summary>When the next token is there, nanoseconds; not before the last <see cref="At"/>.</summary>
    public long NextNs => IsUnlimited || Level >= One ? AsOfNs : AsOfNs + ((One - Level + Rate - 1) / Rate);

    /// <summary>A full bucket.</summary>
    /// <param name="perSecond">1 … 10⁹; null = no limit.</param>
    public static TokenBucket Full(int? perSecond, long ns)
    {
        var bucket = new TokenBucket(perSecond ?? 0, 0, ns);
        return bucket with { Level = bucket.Most * One };
    }

    /// <summary>The bucket with the tokens that have come since. A clock that went back adds nothing.</summary>
    public TokenBucket At(long ns)
    {
        if (IsUnlimited || ns <= AsOfNs) return this;
        long level = Level + (Math.Min(ns - AsOfNs, MostElapsedNs) * Rate);
        return this with { Level = Math.Min(level, Most * One), AsOfNs = ns };
    }

    /// <summary>The bucket less <paramref name="tokens"/>, at most <see cref="Whole"/>.</summary>
    public TokenBucket Without(int tokens) => IsUnlimited ? this : this with { Level = Level - (tokens * One) };
}
