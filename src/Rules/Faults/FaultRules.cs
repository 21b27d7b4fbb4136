using GpioHub.Rules.Plan;


namespace GpioHub.Rules.Faults;

/// <summary>Which orders of faults are valid. Pure. All limits are ours: no client may keep a reactor busy with them.</summary>
public static class FaultRules
{
    /// <summary>Faults on one net at a time. At most one of them is bounce: a bounce behind another would multiply its edges.</summary>
    public const int MostPerNet = 8;

    /// <summary>Faults on one chip and its nets at a time.</summary>
    public const int MostPerChip = 32;

    /// <summary>Bounces after one edge.</summary>
    public const int MostBounces = 100;

    /// <summary>Glitches, or edges that are dropped.</summary>
    public const int MostCount = 1000;

    public static readonly TimeSpan ShortestBounce = TimeSpan.FromMicroseconds(100.0);

    /// <summary>The shortest period of glitches.</summary>
    public static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(1.0);

    /// <summary>The shortest width of a glitch, and the shortest delay.</summary>
    public static readonly TimeSpan ShortestTime = TimeSpan.FromMicroseconds(1.0);

    /// <summary>The longest period, width or delay.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromHours(1.0);

    public static readonly TimeSpan ShortestTtl = TimeSpan.FromMilliseconds(1.0);

    public static readonly TimeSpan LongestTtl = TimeSpan.FromDays(1.0);

    /// <summary>Whether it is a fault of a chip; else of a net.</summary>
    public static bool IsOfChip(FaultKind kind) => kind is FaultKind.Error or FaultKind.Hang;

    /// <summary>Checks an order.</summary>
    /// <param name="ofChip">The order is for a whole chip.</param>
    /// <returns>What is wrong with it, for a person; null = nothing.</returns>
    public static string? WhyNot(FaultOrder order, bool ofChip)
    {
        string kind = FaultWords.Of(order.Kind);
        if (IsOfChip(order.Kind) && !ofChip) return $"{kind} is a fault of a chip, not of a line";
        if (!IsOfChip(order.Kind) && ofChip) return $"{kind} is a fault of a line, not of a chip";
        return Values(order, kind) ?? Time(order.Ttl, kind, "ttl", Need.May, ShortestTtl, LongestTtl);
    }

    /// <summary>The order with its defaults filled in.</summary>
    /// <param name="order">A valid order.</param>
    /// <param name="number">The fault's number.</param>
    public static FaultOrder Completed(FaultOrder order, int number) => order.Kind switch
    {
        FaultKind.Bounce => order with { Seed = order.Seed ?? (uint)number },
        FaultKind.Glitch => order with { Count = order.Count ?? 1 },
        _ => order,
    };

    private static string? Values(FaultOrder order, string kind)
    {
        var (count, period, width, delay) = order.Kind switch
        {
            FaultKind.Bounce => (Need.Must, Need.Must, Need.Not, Need.Not),
            FaultKind.Glitch => (Need.May, order.Count > 1 ? Need.Must : Need.May, Need.Must, Need.Not),
            FaultKind.Delay => (Need.Not, Need.Not, Need.Not, Need.Must),
            FaultKind.Drop => (Need.Must, Need.Not, Need.Not, Need.Not),
            _ => (Need.Not, Need.Not, Need.Not, Need.Not),
        };
        int most = order.Kind == FaultKind.Bounce ? MostBounces : MostCount;
        var shortest = order.Kind == FaultKind.Bounce ? ShortestBounce : ShortestPeriod;
        string? seed = order.Seed is not null && order.Kind != FaultKind.Bounce ? $"{kind} takes no seed" : null;
        string? overlap = order.Kind == FaultKind.Glitch && order.Period <= order.Width
            ? "the period of a glitch must be longer than its width"
            : null;
        return Number(order.Count, kind, count, most)
            ?? Time(order.Period, kind, "period", period, shortest, LongestTime)
            ?? Time(order.Width, kind, "width", width, ShortestTime, LongestTime)
            ?? Time(order.Delay, kind, "delay", delay, ShortestTime, LongestTime)
            ?? seed ?? overlap;
    }

    private static string? Number(int? value, string kind, Need need, int most) => (need, value) switch
    {
        (Need.Must, null) => $"{kind} needs a count",
        (Need.Not, not null) => $"{kind} takes no count",
        (_, < 1) => $"count {value}: expected 1 to {most}",
        (_, { } count) when count > most => $"count {value}: expected 1 to {most}",
        _ => null,
    };

    private static string? Time(TimeSpan? value, string kind, string name, Need need, TimeSpan shortest,
        TimeSpan longest) => (need, value) switch
        {
            (Need.Must, null) => $"{kind} needs a {name}",
            (Need.Not, not null) => $"{kind} takes no {name}",
            (_, { } time) when time < shortest || time > longest =>
                $"{name} {TimeWords.Of(time)}: expected {TimeWords.Of(shortest)} to {TimeWords.Of(longest)}",
            _ => null,
        };

    private enum Need { Not, May, Must }
}
