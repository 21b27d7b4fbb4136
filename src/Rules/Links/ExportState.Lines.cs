using System.Collections.Immutable;

namespace GpioHub.Rules.Links;

/// <content>Its lines: edges, and what is driven.</content>
public sealed partial record ExportState
{
    /// <summary>The chip has seen edges of a line.</summary>
    /// <param name="line">Its place in <see cref="Lines"/>.</param>
    /// <param name="rising">0 or more; as many as are known one by one.</param>
    /// <param name="level">After them.</param>
    /// <param name="ns">CLOCK_MONOTONIC at the last of them, nanoseconds.</param>
    /// <param name="total">Edges of the net in this process, these included.</param>
    public ExportDecision Seen(int line, int rising, int falling, bool level, long ns, long total)
    {
        var state = Lines[line];
        var count = new LevelCount(Rules.Boot, total, level);
        bool known = total < state.Told.Total || count == state.Told;      // the consumer has been told with the opening
        if (!state.IsGiven || known) return ExportDecision.Keep(With(line, state.Knowing(count)));
        state = state.Knowing(count) with { Untold = (state.Untold ?? default).With(rising, falling, ns) };
        return ExportDecision.Keep(With(line, state) with { IsCongested = IsCongested || Untaken is not null });
    }

    /// <summary>Tells the edges that have come. Only with <see cref="HasEdges"/>, and with <see cref="IsCongested"/> when the link's pace
    /// allows it.</summary>
    public ExportDecision Tell()
    {
        var told = ImmutableArray.CreateBuilder<LineEdges>();
        var lines = Lines.ToBuilder();
        for (int i = 0; i < lines.Count; i++)
        {
            if (Lines[i] is not { Untold: { } edges } line) continue;
            told.Add(new LineEdges(line.Place, edges.Rising, edges.Falling, line.Known.Level, edges.Ns, line.Known.Total));
            lines[i] = line with { Told = line.Known, Untold = null };
        }

        var message = new Edges(Chip, Epoch, Number + 1, told.ToImmutable());
        var next = this with { Lines = lines.ToImmutable(), Number = message.Number, Untaken = message, AsksWhetherWanted = false };
        return next.Say(message);
    }

    /// <summary>The chip has answered what a line was asked for last.</summary>
    /// <param name="level">The net's resolved level afterwards.</param>
    /// <param name="total">Edges of the net in this process until then.</param>
    /// <param name="why">The reason of a refusal, for a person; null = none is given.</param>
    public ExportDecision Did(int line, WishOutcome outcome, bool level, long total, string? why)
    {
        var before = Lines[line];
        var state = before.Answered(new LevelCount(Rules.Boot, total, level));
        var answered = ExportDecision.Keep(this);
        if (before.AskedTicket is { } ticket && before.Place >= 0)
        {
            var answer = new Granted(Chip, Epoch, before.Place, ticket, outcome, level, total, why);
            if (ticket == before.LastTicket) state = state with { LastAnswer = answer };
            answered = Say(answer);
        }

        answered = answered with { Next = With(line, state) };
        return before.Next == ExportWish.None ? answered : answered.Then(next => next.Want(line, before.Next, before.NextTicket));
    }

    private ExportDecision HearWish(Wish wish)
    {
        int index = wish.Line < 0 ? -1 : Lines.TakeWhile(other => other.Place != wish.Line).Count();
        if (index < 0 || index == Lines.Length || !Lines[index].IsGiven) return Drop();           // the consumer knows
        var line = Lines[index];
        if (line.HasLater(wish.Ticket)) return Drop();
        var next = this with { ReleaseNs = null };
        if (wish.Ticket == line.LastTicket) return line.LastAnswer is { } again ? next.Say(again) : ExportDecision.Keep(next);
        if (wish.Drives && !line.Shared.MayDrive)
        {
            var answer = new Granted(Chip, Epoch, wish.Line, wish.Ticket, WishOutcome.Refused, line.Known.Level, line.Known.Total,
                $"{Rules.Host} lets no other host drive it (control: read)");
            return next.With(index, line with { LastTicket = wish.Ticket, LastAnswer = answer }).Say(answer);
        }

        var wanted = !wish.Drives ? ExportWish.LetGo : wish.Level ? ExportWish.DriveHigh : ExportWish.DriveLow;
        return next.With(index, line with { LastTicket = wish.Ticket, LastAnswer = null }).Want(index, wanted, wish.Ticket);
    }

    private ExportDecision HearTook(Took took)
    {
        if (Untaken?.Number != took.Number) return Drop();
        bool more = Lines.Any(static line => line.Untold is not null);
        var next = this with { Untaken = null, ReleaseNs = null, AsksWhetherWanted = false, IsCongested = IsCongested && more };
        return ExportDecision.Keep(next);
    }

    private ExportDecision ReleaseWhere(Func<ExportLine, bool> which)
    {
        var decision = ExportDecision.Keep(this);
        for (int i = 0; i < Lines.Length; i++)
        {
            int line = i;
            if (which(Lines[i])) decision = decision.Then(next => next.Want(line, ExportWish.Release, ticket: null));
        }

        return decision;
    }

    /// <summary>Has the chip do something with a line as soon as it has done what it is doing. Of what waits, the last counts.</summary>
    private ExportDecision Want(int index, ExportWish wish, uint? ticket)
    {
        var line = Lines[index];
        line = line with { Drives = line.Drives || ExportLine.IsDrive(wish) };
        if (line.Asked != ExportWish.None) return ExportDecision.Keep(With(index, line with { Next = wish, NextTicket = ticket }));
        return new ExportDecision(With(index, line with { Asked = wish, AskedTicket = ticket }), [new ExportEffect.Apply(index, wish)]);
    }

    private ExportState With(int index, ExportLine line) => this with { Lines = Lines.SetItem(index, line) };
}
