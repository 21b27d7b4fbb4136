using GpioHub.Rules.Plan;


namespace GpioHub.Rules.Pulses;

/// <summary>Which pulses are valid. Pure. All limits are ours.</summary>
public static class PulseRules
{
    /// <summary>Pulses on one chip at a time.</summary>
    public const int MostPerChip = 64;

    /// <summary>Times in one pattern.</summary>
    public const int MostTimes = 64;

    /// <summary>How often the list may be played.</summary>
    public const int MostRepeats = 1_000_000;

    /// <summary>The shortest time of a pattern; the hub's timers are no finer.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1.0);

    public static readonly TimeSpan Longest = TimeSpan.FromHours(1.0);

    /// <returns>What is wrong with it, for a person; null = nothing.</returns>
    public static string? WhyNot(PulseOrder order)
    {
        if (order.Times.IsDefaultOrEmpty) return "a pulse needs a time";
        bool once = order.Times is [.., var last] && last == TimeSpan.Zero;
        var times = once ? order.Times[..^1] : order.Times;
        if (times.IsEmpty) return "a pulse needs a time";
        if (times.Length > MostTimes) return $"{times.Length} times: expected at most {MostTimes}";
        foreach (var time in times)
        {
            if (time < Shortest || time > Longest)
                return $"time {TimeText.Of(time)}: expected {TimeText.Of(Shortest)} to {TimeText.Of(Longest)}";
        }
        if (order.Repeat is < 0 or > MostRepeats) return $"repeat {order.Repeat}: expected 0 to {MostRepeats}, 0 = until it is ended";
        return once && order.Repeat != 1 ? $"repeat {order.Repeat}: a 0 at the end of the times plays them once" : null;
    }

    /// <summary>The order as it is played: without the 0 at the end.</summary>
    public static PulseOrder Completed(PulseOrder order) =>
        order.Times is [.., var last] && last == TimeSpan.Zero ? order with { Times = order.Times[..^1] } : order;
}
