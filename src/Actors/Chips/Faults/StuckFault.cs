namespace GpioHub.Actors.Chips.Faults;

/// <summary><c>stuck-0</c>, <c>stuck-1</c>, <c>open</c>: one level, whatever comes in. Each edge that it hides counts, and the one that it
/// may make when it begins.</summary>
public sealed record StuckFault(bool At) : NetFault
{
    public override bool Level => At;

    protected override NetFault Begin(long ns) => this with { Fired = Input == At ? 0 : 1 };

    protected override NetFault Change(long ns) => this with { Fired = Fired + 1 };
}

/// <summary><c>invert</c>: the opposite. Each edge that it turns counts, and the one that it makes when it begins.</summary>
public sealed record InvertFault : NetFault
{
    public override bool Level => !Input;

    protected override NetFault Begin(long ns) => this with { Fired = 1 };

    protected override NetFault Change(long ns) => this with { Fired = Fired + 1 };
}

/// <summary><c>drop</c>: the next edges are not seen. Each of them counts.</summary>
/// <remarks>After an odd number the level that is seen is the old one until the next edge:
/// what is seen and the edges that are told always agree.</remarks>
/// <param name="Left">Edges still to be dropped.</param>
public sealed record DropFault(int Left) : NetFault
{
    private bool _shown;

    public override bool Level => _shown;

    public override bool IsSpent => Left == 0 && Level == Input;

    protected override NetFault Begin(long ns) => this with { _shown = Input };

    protected override NetFault Change(long ns) =>
        Left > 0 ? this with { Left = Left - 1, Fired = Fired + 1 } : this with { _shown = Input };
}
