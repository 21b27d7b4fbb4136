using System.Collections.Immutable;

namespace GpioHub.Rules.Links;

/// <summary>How a chip of another host stands here.</summary>
public enum ImportPhase : byte
{
    /// <summary>Nobody here needs it.</summary>
    Idle,

    /// <summary>The owner is asked.</summary>
    Opening,
    Open,

    /// <summary>The chip here has heard that it is lost, and will ask again.</summary>
    Lost,

    /// <summary>The owner is told that nobody needs it.</summary>
    Closing,
}

/// <summary>One chip of another host, with every decision of the hub that uses it: the consumer's side of a link. Pure. Source: LK-03,
/// LK-05 … LK-09, LK-11.</summary>
/// <remarks>
/// An opening has a number, the epoch, and ends once for all: what is asked next has a greater one. So a message of an older epoch is known
/// as such, whenever it comes. What the owner has not answered is said again with every beat; the owner does it once. The owner's count of
/// edges, and not the order in which they come, says which of two levels is the newer one (<see cref="LevelCount"/>).
/// </remarks>
public sealed partial record ImportState
{
    /// <summary>Beats from one look for lines that the owner could not give to the next.</summary>
    public const int BeatsBetweenLooks = 5;

    private const string OwnerBehind = "its owner knows of a later opening than this hub";

    private ImportState(string chip, ulong epoch, string down) => (Chip, Epoch, Down) = (chip, epoch, down);

    /// <summary>The chip's id at its owner.</summary>
    public string Chip { get; }

    public ImportPhase Phase { get; private init; }

    /// <summary>The newest epoch that this host has used or heard of.</summary>
    public ulong Epoch { get; private init; }

    /// <summary>As of the last <see cref="Open"/>.</summary>
    public ImmutableArray<ImportLine> Lines { get; private init; } = [];

    /// <summary>The owner's process that has opened it.</summary>
    public ulong Owner { get; private init; }

    /// <summary>The last message of edges of this epoch that was shown to the chip; 0 = none.</summary>
    public long Number { get; private init; }

    /// <summary>The last that the chip has taken in.</summary>
    public long TakenNumber { get; private init; }

    public uint LastTicket { get; private init; }

    /// <summary>Edges at the owner that nobody here saw as edges, 0 or more.</summary>
    public long LostEdges { get; private init; }

    /// <summary>false = the owner has begun anew meanwhile, or this hub has: more may be lost.</summary>
    public bool LostIsExact { get; private init; } = true;

    /// <summary>Messages that were dropped: late, doubled, of another epoch, or without sense.</summary>
    public long Dropped { get; private init; }

    /// <summary>Why the owner cannot be reached; null = it can.</summary>
    public string? Down { get; private init; }

    /// <summary>The owner's answer continues what is open already.</summary>
    internal bool IsRenewal { get; init; }

    /// <summary>Of the last opening that the owner may know of; default = there is none.</summary>
    internal ImmutableArray<OpenLine> Asked { get; init; }

    internal int BeatsSinceLook { get; init; }

    /// <summary>This process follows one that knew what the lines' guests have seen.</summary>
    internal bool IsSuccessor { get; init; }

    /// <summary>A chip that nobody has asked for.</summary>
    /// <param name="chip">Its id at the owner.</param>
    /// <param name="epoch">Above the epochs of every process of this host before, if the clock allows it: nanoseconds of CLOCK_REALTIME at
    /// the start of this one. If not, the owner says so, and the first opening takes a beat longer.</param>
    /// <param name="isSuccessor">This process goes on for another, whose guests may have missed edges that it does not know of.</param>
    public static ImportState Begun(string chip, ulong epoch, bool isSuccessor = false) =>
        new(chip, epoch, "its hub has not been heard yet") { IsSuccessor = isSuccessor };

    /// <summary>The chip here is to be opened, or is to be opened for other lines.</summary>
    /// <param name="lines">Each once.</param>
    public ImportDecision Open(ImmutableArray<OpenLine> lines)
    {
        if (Down is { } why) return new ImportDecision(this with { Phase = ImportPhase.Lost }, [new ImportEffect.Lost(why)]);
        bool renews = Phase == ImportPhase.Open || (Phase == ImportPhase.Opening && IsRenewal);
        var next = this with
        {
            Phase = ImportPhase.Opening,
            Epoch = Epoch + 1,
            IsRenewal = renews,
            Asked = lines,
            Lines = [.. lines.Select(line => Lines.FirstOrDefault(known => known.Name == line.Name) ?? new ImportLine(line.Name))],
        };
        var gone = Lines.Where(line => lines.All(kept => kept.Name != line.Name));
        return new ImportDecision(next, [.. GoneWishes(gone), next.Asking()]);
    }

    /// <summary>Nobody needs the chip for now, because it is closed here; of a chip that was lost the owner hears nothing.</summary>
    public ImportDecision Close() => Phase switch
    {
        ImportPhase.Opening or ImportPhase.Open => Leave(),
        ImportPhase.Lost => ImportDecision.Keep(this with { Phase = ImportPhase.Idle }),
        _ => ImportDecision.Keep(this),
    };

    /// <summary>Nobody will need the chip any more: the owner lets go what it drives for this host, even if the chip is lost.</summary>
    public ImportDecision Leave()
    {
        if (Phase == ImportPhase.Closing) return ImportDecision.Keep(this);
        if (Asked.IsDefault) return ImportDecision.Keep(this with { Phase = ImportPhase.Idle });
        var next = this with
        {
            Phase = ImportPhase.Closing,
            Epoch = Epoch + 1,                                             // else the end of the opening would count as the answer
            Lines = [.. Lines.Select(line => line with { Wish = null })],
        };
        return new ImportDecision(next, Down is null ? [.. GoneWishes(Lines), next.Closing()] : GoneWishes(Lines));
    }

    /// <summary>Messages pass between this hub and the owner again.</summary>
    public ImportDecision LinkUp()
    {
        var next = this with { Down = null };
        return Phase switch
        {
            ImportPhase.Lost => new ImportDecision(next, [new ImportEffect.LookAgain()]),
            ImportPhase.Closing => new ImportDecision(next, [next.Closing()]),
            _ => ImportDecision.Keep(next),
        };
    }

    /// <summary>The owner is away, refused, or another process: what was open is not.</summary>
    public ImportDecision LinkDown(string why) =>
        Phase is ImportPhase.Opening or ImportPhase.Open
            ? (this with { Down = why }).LoseFor(why)
            : ImportDecision.Keep(this with { Down = why });

    /// <summary>A beat is due, and what is not answered is said again.</summary>
    public ImportDecision Beat()
    {
        if (Down is not null) return ImportDecision.Keep(this);
        switch (Phase)
        {
            case ImportPhase.Opening:
                return new ImportDecision(this, [Asking()]);
            case ImportPhase.Closing:
                return new ImportDecision(this, [Closing()]);
            case ImportPhase.Open:
                bool looks = Lines.Any(line => line.Problem is not null) && BeatsSinceLook + 1 >= BeatsBetweenLooks;
                var next = this with { BeatsSinceLook = looks ? 0 : Math.Min(BeatsSinceLook + 1, BeatsBetweenLooks) };
                return new ImportDecision(next, looks ? [.. SaidWishes(), Asking()] : SaidWishes());
            default:
                return ImportDecision.Keep(this);
        }
    }

    /// <summary>A message of the owner has come.</summary>
    public ImportDecision Hear(ChipLinkMessage message)
    {
        if (message.Epoch > Epoch) return Overtaken(message.Epoch);
        if (message.Epoch < Epoch) return NotWanted(message);
        return message switch
        {
            Opened opened => HearOpened(opened),
            Refused refused => HearRefused(refused),
            Granted granted => HearGranted(granted),
            Links.Edges edges => HearEdges(edges),
            _ => Drop(),
        };
    }

    private ImportEffect.Say Asking() => new(new Open(Chip, Epoch, Asked));

    private ImportEffect.Say Closing() => new(new Close(Chip, Epoch));

    /// <summary>The owner knows of a later opening than this process, whose host's clock has gone back: it goes on from that.</summary>
    private ImportDecision Overtaken(ulong epoch)
    {
        if (epoch == ulong.MaxValue) return Drop();                        // nobody can go on from there
        var next = this with { Epoch = epoch, Dropped = Dropped + 1 };
        return Phase switch
        {
            ImportPhase.Opening or ImportPhase.Closing => ImportDecision.Keep(next with { Epoch = epoch + 1 }),   // with the next beat
            ImportPhase.Open => next.LoseFor(OwnerBehind),
            _ => ImportDecision.Keep(next),
        };
    }

    /// <summary>A message of an opening that is over. If nobody asks for another one, the owner hears that.</summary>
    private ImportDecision NotWanted(ChipLinkMessage message)
    {
        var dropped = Drop();
        bool open = message is Opened or Links.Edges;
        return open && Phase == ImportPhase.Idle && Down is null
            ? dropped with { Effects = [new ImportEffect.Say(new Close(Chip, message.Epoch))] }
            : dropped;
    }

    private ImportDecision HearRefused(Refused refused)
    {
        ulong epoch = refused.Seen < ulong.MaxValue ? Math.Max(Epoch, refused.Seen) : Epoch;
        var next = this with { Epoch = epoch };
        switch (Phase)
        {
            case ImportPhase.Opening when epoch > Epoch:
                return ImportDecision.Keep(next with { Epoch = epoch + 1 });                      // said with the next beat
            case ImportPhase.Opening or ImportPhase.Open:
                return next.LoseFor(refused.Why);
            case ImportPhase.Closing:
                return ImportDecision.Keep(next with { Phase = ImportPhase.Idle, Asked = default });
            default:
                return Drop();
        }
    }

    private ImportDecision LoseFor(string why)
    {
        var next = this with
        {
            Phase = ImportPhase.Lost,
            IsRenewal = false,
            Lines = [.. Lines.Select(line => line with { Wish = null })],
        };
        return new ImportDecision(next, [.. GoneWishes(Lines), new ImportEffect.Lost(why)]);
    }

    private ImmutableArray<ImportEffect> GoneWishes(IEnumerable<ImportLine> lines) =>
        [.. lines.Where(line => line.Wish is not null).Select(line => Gone(Lines.IndexOf(line), line.Wish!.Ticket))];

    private static ImportEffect.Answered Gone(int line, uint ticket) => new(line, ticket, WishOutcome.Gone, null);

    private ImportDecision Drop() => ImportDecision.Keep(this with { Dropped = Dropped + 1 });
}
