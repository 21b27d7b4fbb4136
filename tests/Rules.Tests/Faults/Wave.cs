using GpioHub.Rules.Faults;

namespace GpioHub.Rules.Tests.Faults;

/// <summary>A net's faults with time that a test moves, and what readers have seen. Times are microseconds.</summary>
internal sealed class Wave
{
    private FaultChain _chain;
    private int _number;

    public Wave(bool resolved = false, params FaultOrder[] orders)
    {
        _chain = FaultChain.Of(resolved, 0);
        foreach (var order in orders) Add(0, order);
    }

    /// <summary>Every change that readers saw.</summary>
    public List<(long At, bool Level)> Seen { get; } = [];

    public FaultChain Chain => _chain;

    public bool Level => _chain.Level;

    /// <summary>What becomes of the faults between two steps; null = they stay as they are.</summary>
    public Func<FaultChain, FaultChain>? Between { get; init; }

    public static TimeSpan Us(long us) => TimeSpan.FromTicks(us * TimeSpan.TicksPerMicrosecond);

    public Wave Add(long at, FaultOrder order, bool pull = false, long? endsAt = null)
    {
        Pass(at);
        int number = ++_number;
        var completed = FaultRules.Completed(order, number);
        return Becomes(at, _chain.Add(new FaultLink(number, completed, NetFault.Of(completed, pull), endsAt * 1000), at * 1000));
    }

    public Wave Clear(long at, int number)
    {
        Pass(at);
        return Becomes(at, _chain.Remove(number, at * 1000));
    }

    public Wave Goes(long at, bool level)
    {
        Pass(at);
        return Becomes(at, _chain.Sense(level, at * 1000));
    }

    /// <summary>Lets happen what is due by then.</summary>
    public Wave Pass(long at)
    {
        while (_chain.NextNs is { } due && due <= at * 1000) Becomes(due / 1000, _chain.Pass());
        return this;
    }

    /// <summary>Goes on as another.</summary>
    public void Become(FaultChain chain) => _chain = chain;

    private Wave Becomes(long at, FaultChain next)
    {
        if (next.Level != _chain.Level) Seen.Add((at, next.Level));
        _chain = Between?.Invoke(next) ?? next;
        return this;
    }
}
