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
    public static bool IsOfChip(FaultKind kind) => FaultKinds.Of(kind).Machine is null;

    /// <summary>Checks an order.</summary>
    /// <param name="ofChip">The order is for a whole chip.</param>
    /// <returns>What is wrong with it, for a person; null = nothing.</returns>
    public static string? WhyNot(FaultOrder order, bool ofChip)
    {
        var kind = FaultKinds.Of(order.Kind);
        bool isOfChip = kind.Machine is null;
        if (isOfChip && !ofChip) return $"{kind.Word} is a fault of a chip, not of a line";
        if (!isOfChip && ofChip) return $"{kind.Word} is a fault of a line, not of a chip";
        foreach (var name in Enum.GetValues<FaultValueName>())
            if (WhyNot(order, kind, name) is { } why) return why;
        return kind.Clash(order) ?? (order.Ttl is { } ttl ? WhyNot(ttl, "ttl", ShortestTtl, LongestTtl) : null);
    }

    /// <summary>The order with its defaults filled in.</summary>
    /// <param name="order">A valid order.</param>
    /// <param name="number">The fault's number.</param>
    public static FaultOrder Completed(FaultOrder order, int number) => FaultKinds.Of(order.Kind).Completed(order, number);

    private static string? WhyNot(FaultOrder order, FaultKindInfo kind, FaultValueName name)
    {
        string word = name.ToString().ToLowerInvariant();
        var taken = kind.Values.FirstOrDefault(value => value.Name == name);
        return (taken, order[name]) switch
        {
            (null, not null) => $"{kind.Word} takes no {word}",
            ({ } value, null) when value.IsNeeded(order) => $"{kind.Word} needs a {word}",
            ({ } value, int count) when count < 1 || count > value.Most => $"{word} {count}: expected 1 to {value.Most}",
            ({ } value, TimeSpan time) => WhyNot(time, word, value.Shortest, LongestTime),
            _ => null,
        };
    }

    private static string? WhyNot(TimeSpan time, string name, TimeSpan shortest, TimeSpan longest) => time < shortest || time > longest
        ? $"{name} {TimeText.Of(time)}: expected {TimeText.Of(shortest)} to {TimeText.Of(longest)}"
        : null;
}
