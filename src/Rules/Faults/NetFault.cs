using System.Diagnostics;

namespace GpioHub.Rules.Faults;

/// <summary>One fault of a net: a machine that makes an output level of an input level, and changes it at most once per input. Pure: time
/// and randomness are in its inputs.</summary>
/// <remarks>Each kind has a file. All kinds have this in common: after an input the output stays known until the next input or
/// <see cref="DueNs"/>.</remarks>
public abstract record NetFault
{
    /// <summary>The level that comes in.</summary>
    public bool Input { get; init; }

    /// <summary>The level that goes out.</summary>
    public abstract bool Level { get; }

    /// <summary>How often it has acted.</summary>
    public long Fired { get; init; }

    /// <summary>When it must be given <see cref="FaultInputKind.Due"/>, nanoseconds; null = never.</summary>
    public virtual long? DueNs => null;

    /// <summary>The fault has done its work and lets every level through: it can be removed unnoticed.</summary>
    public virtual bool IsSpent => false;

    /// <summary>The machine of a net's fault, not yet begun.</summary>
    /// <param name="order">A valid order with its defaults filled in: <see cref="FaultRules.Completed"/>.</param>
    /// <param name="pull">The level of the line if nothing drives it.</param>
    public static NetFault Of(FaultOrder order, bool pull) => FaultKinds.Of(order.Kind).Machine is { } machine
        ? machine(order, pull)
        : throw new UnreachableException($"{order.Kind} is no fault of a net");

    /// <summary>Decides one input.</summary>
    public NetFault Decide(in FaultInput input) => input.Kind switch
    {
        FaultInputKind.Begun => (this with { Input = input.Level }).Begin(input.Ns),
        FaultInputKind.Changed => (this with { Input = input.Level }).Change(input.Ns),
        FaultInputKind.Due => Pass(input.Ns),
        _ => throw new UnreachableException($"NetFault has no rule for {input.Kind}"),
    };

    /// <summary>The most words of a state, but for the edges that a delay has under way.</summary>
    internal const int MostWords = 8;

    /// <summary>Writes what has become of it since its order.</summary>
    internal void Write(ref WordWriter words)
    {
        words.Add(Input);
        words.Add(Fired);
        Save(ref words);
    }

    /// <summary>The machine of an order as it was when it was written.</summary>
    /// <returns>null = no machine of this order can be so.</returns>
    internal static NetFault? Read(FaultOrder order, ref WordReader words) =>
        (Of(order, pull: false) with { Input = words.Bool(), Fired = words.Value() }).Load(ref words);

    /// <summary>Writes what it knows beyond <see cref="Input"/>, <see cref="Fired"/> and its order.</summary>
    private protected virtual void Save(ref WordWriter words)
    {
    }

    /// <summary>Reads what <see cref="Save"/> has written.</summary>
    private protected virtual NetFault? Load(ref WordReader words) => this;

    protected virtual NetFault Begin(long ns) => this;

    /// <summary>The level that comes in has changed.</summary>
    protected abstract NetFault Change(long ns);

    /// <summary>Its time has come.</summary>
    protected virtual NetFault Pass(long ns) => this;
}
