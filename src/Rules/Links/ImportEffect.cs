using System.Collections.Immutable;

namespace GpioHub.Rules.Links;

/// <summary>What is to be done for a chip of another host. In order.</summary>
public abstract record ImportEffect
{
    private ImportEffect()
    {
    }

    /// <summary>To the owner.</summary>
    public sealed record Say(ChipLinkMessage Message) : ImportEffect;

    /// <summary>To the chip here: its owner has opened it.</summary>
    /// <param name="Lines">In the order of <see cref="ImportState.Open"/>.</param>
    /// <param name="IsRenewal">It was open, and is open for other lines now; nothing was interrupted.</param>
    public sealed record Opened(ImmutableArray<ImportedLine> Lines, bool IsRenewal) : ImportEffect;

    /// <summary>To the chip here: a line that the owner could not give is there by now. Nothing else has changed.</summary>
    public sealed record Found(int Line, ImportedLine Facts) : ImportEffect;

    /// <summary>To the chip here: it is lost, or could not be opened. It asks again.</summary>
    public sealed record Lost(string Why) : ImportEffect;

    /// <summary>To the chip here: it may be there again, and does not wait any longer with asking.</summary>
    public sealed record LookAgain : ImportEffect;

    /// <summary>To the chip here: edges.</summary>
    /// <param name="Number">To be given to <see cref="ImportState.Taken"/> when the chip has taken them in; 0 = nobody waits for
    /// that.</param>
    public sealed record Edges(long Number, ImmutableArray<ImportedEdges> Lines) : ImportEffect;

    /// <summary>To the chip here: what became of a wish.</summary>
    /// <param name="Why">The reason of a refusal, for a person; null = none is given.</param>
    public sealed record Answered(int Line, uint Ticket, WishOutcome Outcome, string? Why) : ImportEffect;
}

/// <summary>What the owner says of a line when it is opened.</summary>
/// <param name="Problem">Why this host cannot have the line; null = it can, and the rest means something.</param>
/// <param name="MayDrive">The owner lets this host drive it.</param>
/// <param name="News">Edges since the line was heard of last, of which none was missed (a renewal); null = none. With
/// <paramref name="Level"/> after them.</param>
/// <param name="Lost">Edges of meanwhile that nobody here sees as edges. A level that differs from the one known here is an edge, and not
/// among them.</param>
public readonly record struct ImportedLine(bool Level, string? Problem, bool MayDrive, LevelNews? News, long Lost);

/// <param name="Line">Its place in <see cref="ImportState.Open"/>.</param>
/// <param name="Ns">CLOCK_MONOTONIC of the owner at the last of them, nanoseconds; null = not told: now.</param>
public readonly record struct ImportedEdges(int Line, int Rising, int Falling, bool Level, long? Ns, long Lost);

/// <param name="Next">The chip from here on.</param>
public readonly record struct ImportDecision(ImportState Next, ImmutableArray<ImportEffect> Effects)
{
    public static ImportDecision Keep(ImportState next) => new(next, []);
}
