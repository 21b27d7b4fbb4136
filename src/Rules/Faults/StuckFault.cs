namespace GpioHub.Rules.Faults;

/// <summary><c>stuck-0</c>, <c>stuck-1</c>, <c>open</c>: one level, whatever comes in. Each edge that it hides counts, and so does the edge
/// that it may make when it begins.</summary>
public sealed record StuckFault(bool At) : NetFault
{
    public override bool Level => At;

    private protected override void Save(ref WordWriter words) => words.Add(At);

    private protected override NetFault? Load(ref WordReader words) => this with { At = words.Bool() };

    protected override NetFault Begin(long ns) => this with { Fired = Input == At ? 0 : 1 };

    protected override NetFault Change(long ns) => this with { Fired = Fired + 1 };
}

/// <summary><c>invert</c>: the opposite level. Each edge that it inverts counts, and so does the edge that it makes when it
/// begins.</summary>
internal sealed record InvertFault : NetFault
{
    public override bool Level => !Input;

    protected override NetFault Begin(long ns) => this with { Fired = 1 };

    protected override NetFault Change(long ns) => this with { Fired = Fired + 1 };
}

/// <summary><c>drop</c>: readers do not see the next edges. Each dropped edge counts.</summary>
/// <remarks>After an odd number readers see the old level until the next edge: the level that they see always agrees with the edges that
/// they are told.</remarks>
/// <param name="Left">Edges still to be dropped.</param>
internal sealed record DropFault(int Left) : NetFault
{
    private bool _shown;

    public override bool Level => _shown;

    public override bool IsSpent => Left == 0 && Level == Input;

    private protected override void Save(ref WordWriter words)
    {
        words.Add((long)Left);
        words.Add(_shown);
    }

    private protected override NetFault? Load(ref WordReader words)
    {
        var read = this with { Left = words.Number(), _shown = words.Bool() };
        return read.Left >= 0 && read.Left <= Left ? read : null;
    }

    protected override NetFault Begin(long ns) => this with { _shown = Input };

    protected override NetFault Change(long ns) =>
        Left > 0 ? this with { Left = Left - 1, Fired = Fired + 1 } : this with { _shown = Input };
}
