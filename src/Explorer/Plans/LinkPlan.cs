using GpioHub.Rules.Links;

namespace GpioHub.Explorer.Plans;

/// <summary>What may happen to a link between the guest's hub and the hub that has its chip. The counts bound the worlds: what a link
/// numbers only grows.</summary>
public sealed record LinkPlan
{
    /// <summary>How often somebody at the chip's owner moves the line, at most.</summary>
    public int Toggles { get; init; } = 2;

    /// <summary>How often the link is cut, at most: what is under way is lost, and what is said meanwhile.</summary>
    public int Cuts { get; init; }

    /// <summary>How often it stalls, at most: nothing is lost, and all of it comes as late as one likes.</summary>
    public int Stalls { get; init; }

    /// <summary>How often a message comes after one that was said after it, at most, as over a connection of before.</summary>
    public int Lates { get; init; }

    /// <summary>How often the guest asks for a direction or a value, at most.</summary>
    public int Writes { get; init; }

    /// <summary>How often the owner's hub is killed, at most; each time another goes on from its record.</summary>
    public int OwnerKills { get; init; }

    /// <summary>The consumer's decisions.</summary>
    public ImportDecider Import { get; init; } = static (_, state, _, right) => right(state);

    /// <summary>The owner's decisions.</summary>
    public ExportDecider Export { get; init; } = static (_, state, _, right) => right(state);

    /// <summary>What is done around them.</summary>
    public LinkShell Shell { get; init; } = LinkShell.Right;
}

/// <summary>A decision of the hub that uses the chip: the right one, or a wrong one that the explorer must find.</summary>
/// <param name="input">What it is about.</param>
/// <param name="heard">The message; null = it is about something else.</param>
/// <param name="right">The hub's own decision, in any state.</param>
public delegate ImportDecision ImportDecider(
    LinkInput input, ImportState state, ChipLinkMessage? heard, Func<ImportState, ImportDecision> right);

/// <summary>The same of the hub that has it.</summary>
/// <inheritdoc cref="ImportDecider"/>
public delegate ExportDecision ExportDecider(
    LinkInput input, ExportState state, ChipLinkMessage? heard, Func<ExportState, ExportDecision> right);

/// <summary>What a decision about a link is about.</summary>
public enum LinkInput
{
    Hear,
    Beat,
    LinkUp,
    LinkDown,
    Open,
    Wish,
    Taken,
    ChipTold,
    Tell,
    PassTime,
    PeerRestarted,
}

/// <summary>What the hub does around a link's decisions, as for <see cref="HubShell"/>.</summary>
public sealed record LinkShell
{
    public static readonly LinkShell Right = new();

    /// <summary>A level that differs when the chip is open again is shown as an edge (LK-08).</summary>
    public bool ShowsWhatDiffers { get; init; } = true;

    /// <summary>A chip of another host that is open again is told what the guest's line drives (LK-08).</summary>
    public bool TellsWishesAgain { get; init; } = true;
}
