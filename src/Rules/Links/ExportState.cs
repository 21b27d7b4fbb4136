using System.Collections.Immutable;

namespace GpioHub.Rules.Links;

/// <summary>How a chip of this host stands for another host.</summary>
public enum ExportPhase : byte
{
    /// <summary>The other host does not need it, as far as is known.</summary>
    Closed,

    /// <summary>The other host has asked, and the chip is looking at its lines.</summary>
    Looking,
    Open,

    /// <summary>What was open is over, and the other host is told so until it asks again.</summary>
    Ended,
}

/// <summary>One chip of this host for one other host, with every decision of the hub that owns it. Pure. Source: LK-02, LK-05, LK-06, LK-09
/// … LK-12, LK-17.</summary>
/// <remarks>
/// What the other host drives outlives an opening and even this process: it ends when the other says so, or has not been heard for long
/// enough. An opening outlives an interruption: its edges are counted on, and the first message afterwards asks whether it is still
/// wanted. Whatever a peer sends: at most one look and one operation per line are at the chip, and one message of edges is under way.
/// </remarks>
public sealed partial record ExportState
{
    /// <summary>Beats after which nobody waits any longer for the answer of a chip to a look: its actor may have lost it.</summary>
    public const int BeatsUntilLookIsLost = 10;

    private const string OtherAnew = "its hub has begun anew";

    private ExportState(string chip, ExportRules rules) => (Chip, Rules) = (chip, rules);

    /// <summary>The chip's id.</summary>
    public string Chip { get; }

    public ExportRules Rules { get; init; }

    public ExportPhase Phase { get; private init; }

    /// <summary>The newest epoch of the other host; 0 = none.</summary>
    public ulong Epoch { get; private init; }

    /// <summary>The lines that other hosts may have, in the order of the file.</summary>
    public ImmutableArray<ExportLine> Lines { get; private init; } = [];

    /// <summary>Messages pass between both hubs.</summary>
    public bool IsUp { get; private init; }

    /// <summary>Why the chip is away; null = it is there.</summary>
    public string? ChipWhy { get; private init; }

    /// <summary>When what is driven for the other host is released, unless it asks for it before; nanoseconds, null = never.</summary>
    public long? ReleaseNs { get; private init; }

    /// <summary>The message of edges that the other host has not taken; null = none.</summary>
    public Edges? Untaken { get; private init; }

    /// <summary>The number of the last message of edges in this epoch.</summary>
    public long Number { get; private init; }

    /// <summary>Edges came faster than the other host takes them: the next message waits for the link's pace.</summary>
    public bool IsCongested { get; private init; }

    /// <summary>Messages that were dropped: late, doubled, of another epoch, or without sense.</summary>
    public long Dropped { get; private init; }

    /// <summary>Lines that the other host has, or is about to have.</summary>
    public int Given => Lines.Count(line => line.IsGiven);

    /// <summary>There are edges to tell, and nothing keeps them back but the link's pace.</summary>
    public bool HasEdges =>
        IsUp && Phase == ExportPhase.Open && Untaken is null && (AsksWhetherWanted || Lines.Any(static line => line.Untold is not null));

    /// <summary>More edges may wait where they are: the next message is kept back, and there is one to come.</summary>
    public bool KeepsBack => IsCongested && (Untaken is not null || Lines.Any(static line => line.Untold is not null));

    internal ImmutableArray<OpenLine> Asked { get; init; } = [];

    internal string Why { get; init; } = "";

    internal int Look { get; init; }

    /// <summary>The chip has not answered the last look.</summary>
    internal bool IsLooking { get; init; }

    internal int BeatsLooking { get; init; }

    /// <summary>Another look is due when it has.</summary>
    internal bool LooksAgain { get; init; }

    /// <summary>The next message of edges is due even without edges: it asks whether the opening is still wanted.</summary>
    internal bool AsksWhetherWanted { get; init; }

    /// <summary>A chip that the other host has not asked for.</summary>
    /// <param name="shared">What other hosts may have of it.</param>
    /// <param name="driven">Which of them the process before this one drove for the other host.</param>
    /// <param name="ns">Now: so long such drives last, as if the other had just been lost.</param>
    public static ExportState Begun(
        string chip, ExportRules rules, ImmutableArray<SharedLine> shared, IReadOnlyCollection<int> driven, long ns)
    {
        var lines = shared.Select((line, place) => new ExportLine(line) { Drives = driven.Contains(place) });
        return new ExportState(chip, rules)
        {
            Lines = [.. lines],
            ReleaseNs = driven.Count > 0 ? rules.ReleaseWhenSilentNs(ns) : null,
        };
    }

    /// <summary>The file shares other lines, or shares them otherwise. The caller sees to it that what is gone from it drives nothing any
    /// more, and answers nothing.</summary>
    public ExportDecision Share(ImmutableArray<SharedLine> shared, long ns)
    {
        if (shared.SequenceEqual(Lines.Select(line => line.Shared))) return ExportDecision.Keep(this);
        bool kept = Lines.All(line => line.Place < 0 || shared.Contains(line.Shared));
        int[] places = SharedLine.Places(IsOpening ? Asked : [], shared);
        var next = this with { Lines = [.. shared.Zip(places, LineOf)] };
        var decision = !kept && IsOpening
            ? next.EndFor("its hub shares other lines now", ns)
            : ExportDecision.Keep(next);
        return decision.Then(static state => state.ReleaseWhere(line => line is { Drives: true, Shared.MayDrive: false }));
    }

    /// <param name="place">Where it is asked for: a line that is new may have been asked for in vain, and is given at the next
    /// look.</param>
    private ExportLine LineOf(SharedLine shared, int place) =>
        (Lines.FirstOrDefault(line => line.Shared.IsSame(shared)) ?? new ExportLine(shared) { Place = place }) with { Shared = shared };

    /// <summary>Messages pass between both hubs again.</summary>
    public ExportDecision LinkUp() =>
        ExportDecision.Keep(this with { IsUp = true, AsksWhetherWanted = AsksWhetherWanted || Phase == ExportPhase.Open });

    /// <summary>The other host is away or refused.</summary>
    public ExportDecision LinkDown(long ns) => ExportDecision.Keep(this with { IsUp = false, ReleaseNs = Earlier(Rules.ReleaseNs(ns)) });

    /// <summary>Another process answers there: what the one before had opened, nobody needs.</summary>
    public ExportDecision PeerRestarted(long ns)
    {
        var next = this with { ReleaseNs = Earlier(Rules.ReleaseWhenSilentNs(ns)) };
        return IsOpening ? next.CloseOpening(ExportPhase.Closed, OtherAnew) : ExportDecision.Keep(next);
    }

    /// <summary>The chip is away.</summary>
    public ExportDecision ChipLost(string why, long ns)
    {
        var next = this with { ChipWhy = why, IsLooking = false };
        return IsOpening ? next.EndFor(why, ns) : ExportDecision.Keep(next);
    }

    /// <summary>The chip is there.</summary>
    public ExportDecision ChipBack() => ExportDecision.Keep(this with { ChipWhy = null });

    /// <summary>Time has passed: what is due is released.</summary>
    public ExportDecision PassTime(long ns)
    {
        if (ReleaseNs is not { } due || due > ns) return ExportDecision.Keep(this);
        var next = this with { ReleaseNs = null };
        if (!Lines.Any(line => line.Drives)) return ExportDecision.Keep(next);
        var ended = IsOpening
            ? next.CloseOpening(ExportPhase.Ended, "what it drove was released because it was away")
            : ExportDecision.Keep(next);
        return ended.Then(static state => state.ReleaseWhere(static line => line.Drives));
    }

    /// <summary>A beat is due, and what is not answered is said again.</summary>
    public ExportDecision Beat()
    {
        if (!IsUp) return ExportDecision.Keep(this);
        if (IsOpening && IsLooking && BeatsLooking + 1 >= BeatsUntilLookIsLost) return (this with { IsLooking = false }).StartLook();
        var next = this with { BeatsLooking = IsLooking ? BeatsLooking + 1 : 0 };
        return Phase switch
        {
            ExportPhase.Open when Untaken is { } edges => next.Say(edges),
            ExportPhase.Ended => next.Say(new Refused(Chip, Epoch, Epoch, Why)),
            _ => ExportDecision.Keep(next),
        };
    }

    /// <summary>A message of the other host has come.</summary>
    public ExportDecision Hear(ChipLinkMessage message, long ns) => message switch
    {
        Open open => HearOpen(open, ns),
        Close close => HearClose(close),
        Wish wish when Phase == ExportPhase.Open && wish.Epoch == Epoch => HearWish(wish),
        Took took when Phase == ExportPhase.Open && took.Epoch == Epoch => HearTook(took),
        _ => Drop(),
    };

    private bool IsOpening => Phase is ExportPhase.Open or ExportPhase.Looking;

    private long? Earlier(long? ns) => Lines.Any(line => line.Drives) ? ReleaseNs ?? ns : null;

    private ExportDecision Say(ChipLinkMessage message) => new(this, [new ExportEffect.Say(message)]);

    private ExportDecision Drop() => ExportDecision.Keep(this with { Dropped = Dropped + 1 });
}
