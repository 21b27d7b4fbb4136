using System.Collections.Immutable;

namespace GpioHub.Rules.Links;

/// <content>Its lines: levels, edges and wishes.</content>
public sealed partial record ImportState
{
    /// <summary>A line is to be driven, or to be let go. A wish that is not answered yet is answered Gone: the later one counts.</summary>
    /// <param name="line">Its place in <see cref="Lines"/>.</param>
    /// <param name="drives">false = let go.</param>
    /// <param name="level">Logical; with <paramref name="drives"/>.</param>
    /// <returns><see cref="LastTicket"/> of the next state is its ticket, with which it is answered once.</returns>
    public ImportDecision Wish(int line, bool drives, bool level)
    {
        uint ticket = unchecked(LastTicket + 1);
        var next = this with { LastTicket = ticket };
        bool open = Phase == ImportPhase.Open || (Phase == ImportPhase.Opening && IsRenewal);
        if (!open) return new ImportDecision(next, [Gone(line, ticket)]);
        var effects = ImmutableArray.CreateBuilder<ImportEffect>();
        if (Lines[line].Wish is { } before) effects.Add(Gone(line, before.Ticket));
        next = next.With(line, Lines[line] with { Wish = new PendingWish(ticket, drives, level) });
        if (Phase == ImportPhase.Open) effects.Add(next.Said(line));
        return new ImportDecision(next, effects.ToImmutable());
    }

    /// <summary>The chip has taken in a message of edges: the owner may send the next.</summary>
    /// <param name="epoch">As of <see cref="Epoch"/> when it was shown.</param>
    public ImportDecision Taken(ulong epoch, long number)
    {
        if (Phase != ImportPhase.Open || epoch != Epoch || number != Number) return ImportDecision.Keep(this);
        return new ImportDecision(this with { TakenNumber = number }, [Took(number)]);
    }

    private const string OwnerAnew = "its hub has begun anew";

    private ImportDecision HearOpened(Opened opened)
    {
        if (opened.Lines.Length != Lines.Length || opened.Owner == 0) return Drop();
        if (Phase == ImportPhase.Open) return opened.Owner == Owner ? HearFound(opened) : LoseFor(OwnerAnew);
        if (Phase != ImportPhase.Opening) return Drop();
        if (IsRenewal && opened.Owner != Owner) return LoseFor(OwnerAnew);
        var lines = ImmutableArray.CreateBuilder<ImportLine>(Lines.Length);
        var facts = ImmutableArray.CreateBuilder<ImportedLine>(Lines.Length);
        bool exact = LostIsExact;
        for (int i = 0; i < Lines.Length; i++)
        {
            facts.Add(Compare(Lines[i], opened.Lines[i], opened.Owner, ref exact, out var line));
            lines.Add(line);
        }

        long lost = facts.Aggregate(0L, (sum, line) => Sum(Sum(sum, line.Lost), line.News?.Lost ?? 0));
        var next = this with
        {
            Phase = ImportPhase.Open,
            Owner = opened.Owner,
            Number = 0,
            TakenNumber = 0,
            BeatsSinceLook = 0,
            IsRenewal = false,
            Lines = lines.MoveToImmutable(),
            LostEdges = Sum(LostEdges, lost),
            LostIsExact = exact,
        };
        return new ImportDecision(next, [new ImportEffect.Opened(facts.MoveToImmutable(), IsRenewal), .. next.SaidWishes()]);
    }

    /// <summary>The answer to another look for lines that the owner could not give. Of the others it says nothing new.</summary>
    private ImportDecision HearFound(Opened opened)
    {
        var next = this;
        var effects = ImmutableArray.CreateBuilder<ImportEffect>();
        bool exact = LostIsExact;
        for (int i = 0; i < Lines.Length; i++)
        {
            if (Lines[i].Problem is null) continue;
            var facts = Compare(Lines[i], opened.Lines[i], opened.Owner, ref exact, out var line);
            next = next.With(i, line);
            if (line.Problem is not null) continue;
            next = next with { LostEdges = Sum(next.LostEdges, facts.Lost), LostIsExact = exact };
            effects.Add(new ImportEffect.Found(i, facts));
        }

        return new ImportDecision(next, effects.ToImmutable());
    }

    private ImportedLine Compare(ImportLine known, in OpenedLine told, ulong owner, ref bool exact, out ImportLine line)
    {
        line = known with { Problem = told.Problem };
        if (told.Problem is not null) return new ImportedLine(false, told.Problem, false, null, 0);
        var count = new LevelCount(owner, Math.Max(0, told.Edges), told.Level);
        bool same = known.Known.Boot == owner;
        if (same && known.Problem is not null && Phase == ImportPhase.Open && known.Known.Total > count.Total)
            count = known.Known;                                           // edges came before their line was known to be given
        if (same && IsRenewal && known.Problem is null)
        {
            var news = known.Known.To(count.Total - known.Known.Total, count.Level, count.Total, LevelCount.MostShown);
            line = line with { Known = news?.Count ?? known.Known };
            return new ImportedLine(line.Known.Level, null, told.MayDrive, news, 0);
        }

        long lost = known.Known.LostUntil(count, out bool isKnown);
        exact &= isKnown && !(IsSuccessor && known.Known.Boot == 0);
        line = line with { Known = count };
        return new ImportedLine(count.Level, null, told.MayDrive, null, lost);
    }

    private ImportDecision HearGranted(Granted granted)
    {
        bool asked = Phase == ImportPhase.Open && granted.Line >= 0 && granted.Line < Lines.Length
            && Lines[granted.Line].Wish is { } wish && wish.Ticket == granted.Ticket;
        if (!asked) return Drop();
        var line = Lines[granted.Line];
        var effects = ImmutableArray.CreateBuilder<ImportEffect>();
        var next = this;
        long missed = Math.Max(0, granted.Total - line.Known.Total);
        if (line.Problem is null && line.Known.To(missed, granted.Level, granted.Total, LevelCount.MostShown) is { } news)
        {
            line = line with { Known = news.Count };
            next = next with { LostEdges = Sum(LostEdges, news.Lost) };
            effects.Add(new ImportEffect.Edges(0, [Of(granted.Line, news, ns: null)]));
        }

        next = next.With(granted.Line, line with { Wish = null });
        effects.Add(new ImportEffect.Answered(granted.Line, granted.Ticket, granted.Outcome, granted.Why));
        return new ImportDecision(next, effects.ToImmutable());
    }

    private ImportDecision HearEdges(Edges edges)
    {
        if (Phase == ImportPhase.Idle) return NotWanted(edges);
        if (Phase != ImportPhase.Open) return Drop();
        if (edges.Number <= TakenNumber) return Drop() with { Effects = [Took(edges.Number)] };   // its answer was lost
        if (Number != TakenNumber) return Drop();                          // the chip has the one before, or this one, still to take in
        var next = this with { Number = edges.Number };
        var shown = ImmutableArray.CreateBuilder<ImportedEdges>(edges.Lines.Length);
        int allowed = LevelCount.MostShown;
        foreach (var told in edges.Lines)
        {
            if (told.Line < 0 || told.Line >= Lines.Length || told.Rising < 0 || told.Falling < 0 || told.Total < 0) continue;
            var line = next.Lines[told.Line];
            if (line.Problem is not null)
            {
                if (told.Total >= line.Known.Total || line.Known.Boot != Owner)
                    next = next.With(told.Line, line with { Known = new LevelCount(Owner, told.Total, told.Level) });
                continue;
            }

            if (line.Known.To((long)told.Rising + told.Falling, told.Level, told.Total, Math.Max(1, allowed)) is not { } news) continue;
            allowed -= news.Rising + news.Falling;
            next = next.With(told.Line, line with { Known = news.Count }) with { LostEdges = Sum(next.LostEdges, news.Lost) };
            shown.Add(Of(told.Line, news, told.Ns));
        }

        if (shown.Count > 0) return new ImportDecision(next, [new ImportEffect.Edges(edges.Number, shown.ToImmutable())]);
        return new ImportDecision(next with { TakenNumber = edges.Number }, [Took(edges.Number)]);
    }

    private ImportEffect.Say Took(long number) => new(new Took(Chip, Epoch, number));

    private ImmutableArray<ImportEffect> SaidWishes() =>
        [.. Enumerable.Range(0, Lines.Length).Where(line => Lines[line].Wish is not null).Select(Said)];

    private ImportEffect Said(int line)
    {
        var wish = Lines[line].Wish!;
        return new ImportEffect.Say(new Wish(Chip, Epoch, line, wish.Ticket, wish.Drives, wish.Level));
    }

    /// <summary>An owner may say any number.</summary>
    private static long Sum(long one, long other) => other > long.MaxValue - one ? long.MaxValue : one + other;

    private ImportState With(int index, ImportLine line) => this with { Lines = Lines.SetItem(index, line) };

    private static ImportedEdges Of(int line, in LevelNews news, long? ns) =>
        new(line, news.Rising, news.Falling, news.Level, ns, news.Lost);
}
