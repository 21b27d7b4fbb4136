using GpioHub.Rules.Plan;

namespace GpioHub.Rules.Faults;

/// <summary>The kinds of faults of a net or a chip. <see cref="FaultKinds"/> says what each is.</summary>
public enum FaultKind
{
    /// <summary>Readers see 0, whatever the net's level is.</summary>
    Stuck0,

    /// <summary>Readers see 1, whatever the net's level is.</summary>
    Stuck1,

    /// <summary>The wire to the readers is broken: they see the line's pull.</summary>
    Open,

    /// <summary>Readers see the opposite.</summary>
    Invert,

    /// <summary>Each edge is followed by bounces.</summary>
    Bounce,

    /// <summary>Readers see the opposite for a moment.</summary>
    Glitch,

    /// <summary>Readers see each edge later.</summary>
    Delay,

    /// <summary>Readers do not see the next edges.</summary>
    Drop,

    /// <summary>Of a chip: it refuses every operation.</summary>
    Error,

    /// <summary>Of a chip: it answers no operation.</summary>
    Hang,
}

/// <summary>A fault as a user orders it. <see cref="FaultRules"/> says which values a kind takes, and their ranges.</summary>
/// <param name="Kind">What is to be wrong.</param>
public sealed record FaultOrder(FaultKind Kind)
{
    /// <summary>Bounce: bounces after an edge. Glitch: how many. Drop: edges. null = not said.</summary>
    public int? Count { get; init; }

    /// <summary>Bounce: time of one bounce. Glitch: from one to the next.</summary>
    public TimeSpan? Period { get; init; }

    /// <summary>Glitch: how long it lasts.</summary>
    public TimeSpan? Width { get; init; }

    /// <summary>Delay: by how much.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Bounce: of its random numbers; the same seed bounces alike. null = the fault's number.</summary>
    public uint? Seed { get; init; }

    /// <summary>It ends by itself after this time; null = it stays until it is cleared.</summary>
    public TimeSpan? Ttl { get; init; }

    /// <summary>A value by its name: an int, a TimeSpan or a uint; null = not said.</summary>
    public object? this[FaultValueName name] => name switch
    {
        FaultValueName.Count => Count,
        FaultValueName.Period => Period,
        FaultValueName.Width => Width,
        FaultValueName.Delay => Delay,
        _ => Seed,
    };
}

/// <summary>The place of a fault: one line's net, or a whole chip.</summary>
/// <param name="Index">Place in the chip's <see cref="ChipPlan.Lines"/>; null = the chip.</param>
public readonly record struct FaultTarget(string Chip, int? Index)
{
    public static FaultTarget Of(ChipLineAddress line) => new(line.Chip, line.Index);
}

/// <summary>An active fault at one instant.</summary>
/// <param name="Number">From 1, never used twice in the life of a hub; users write it <c>f1</c>.</param>
/// <param name="Order">What was asked for, with defaults filled in.</param>
/// <param name="Fired">How often it has acted: an edge or an operation that it made, hid, inverted, delayed or refused.</param>
/// <param name="EndsInNs">Nanoseconds until it ends by itself; null = when it is cleared.</param>
public sealed record FaultSnapshot(int Number, FaultTarget Target, FaultOrder Order, long Fired, long? EndsInNs);

public enum FaultStatus
{
    Added,

    /// <summary>The order is not valid; no chip was asked.</summary>
    Malformed,

    /// <summary>The net or the chip has as many faults as it can have.</summary>
    TooMany,

    /// <summary>A reload took the line or its chip away meanwhile.</summary>
    Gone,

    NoAnswer,
}

/// <param name="Detail">For a person: why not. Empty when added.</param>
/// <param name="Fault">The fault at the instant in which it was added; null = it was not added.</param>
public sealed record FaultResult(FaultStatus Status, string Detail, FaultSnapshot? Fault = null);
