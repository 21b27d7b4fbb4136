using System.Collections.Immutable;

namespace GpioHub.Rules.Links;

/// <summary>What is to be done for a chip of this host that another host uses. In order. Lines are places in
/// <see cref="ExportState.Lines"/>.</summary>
public abstract record ExportEffect
{
    private ExportEffect()
    {
    }

    /// <summary>To the consumer.</summary>
    public sealed record Say(ChipLinkMessage Message) : ExportEffect;

    /// <summary>To the chip: watch these lines, and no others, and tell how they stand. It ends with
    /// <see cref="ExportState.Looked"/>.</summary>
    /// <param name="Look">The number of this look.</param>
    /// <param name="Lines">Each once.</param>
    public sealed record LookAt(int Look, ImmutableArray<int> Lines) : ExportEffect;

    /// <summary>To the chip: watch none of the lines any more.</summary>
    public sealed record LookAway : ExportEffect;

    /// <summary>To the chip: a line is to be driven for the other host, or is to be let go. It ends with
    /// <see cref="ExportState.Did"/>.</summary>
    public sealed record Apply(int Line, ExportWish Wish) : ExportEffect;
}

/// <summary>What the other host wants of a line.</summary>
public enum ExportWish : byte
{
    None,
    DriveLow,
    DriveHigh,

    /// <summary>It drives no more, as a guest that makes its line an input.</summary>
    LetGo,

    /// <summary>It has gone and cannot say what it wants, as a guest that is reset: <c>onRelease</c> decides.</summary>
    Release,
}

/// <summary>How a line stood when the chip looked, in the order of <see cref="ExportEffect.LookAt"/>.</summary>
/// <param name="Total">Edges of the net in this process, 0 or more.</param>
/// <param name="Problem">Why nobody can have the line now, for a person; null = it can be had.</param>
public readonly record struct LookedLine(bool Level, long Total, string? Problem);

/// <param name="Next">The chip from here on.</param>
public readonly record struct ExportDecision(ExportState Next, ImmutableArray<ExportEffect> Effects)
{
    public static ExportDecision Keep(ExportState next) => new(next, []);

    internal ExportDecision Then(Func<ExportState, ExportDecision> more)
    {
        var (next, effects) = more(Next);
        return new ExportDecision(next, Effects.AddRange(effects));
    }
}
