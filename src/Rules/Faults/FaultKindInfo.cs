using System.Collections.Immutable;

namespace GpioHub.Rules.Faults;

/// <summary>A value of a <see cref="FaultOrder"/> that some kinds take, named as users write it but for the first letter.</summary>
public enum FaultValueName { Count, Period, Width, Delay, Seed }

/// <summary>One kind of fault: how users call it, which values it takes, and the machine that it is. <see cref="FaultKinds"/> has a row for
/// each.</summary>
/// <param name="Word">As users write it.</param>
public sealed record FaultKindInfo(FaultKind Kind, string Word)
{
    /// <summary>The values that it takes; it refuses all others.</summary>
    public ImmutableArray<FaultValue> Values { get; init; } = [];

    /// <summary>What is wrong with values that are each in their range, for a person; null = nothing.</summary>
    public Func<FaultOrder, string?> Clash { get; init; } = _ => null;

    /// <summary>The order with its defaults filled in, from a valid order and the fault's number.</summary>
    public Func<FaultOrder, int, FaultOrder> Completed { get; init; } = (order, _) => order;

    /// <summary>The machine between a net and its readers, from a complete order and the level of the line if nothing drives it; null = it
    /// is a fault of a chip.</summary>
    public Func<FaultOrder, bool, NetFault>? Machine { get; init; }
}

/// <summary>A value that a kind of fault takes.</summary>
/// <param name="Text">What it is of this kind, as <c>--help</c> says it.</param>
public sealed record FaultValue(FaultValueName Name, string Text)
{
    /// <summary>Count: the most. The least is 1.</summary>
    public int Most { get; init; }

    /// <summary>Times: the shortest. The longest is <see cref="FaultRules.LongestTime"/>.</summary>
    public TimeSpan Shortest { get; init; }

    /// <summary>Whether an order without it makes no sense.</summary>
    public Func<FaultOrder, bool> IsNeeded { get; init; } = _ => true;
}
