using System.Collections.Immutable;

namespace GpioHub.Rules.Links;

/// <content>Its openings.</content>
public sealed partial record ExportState
{
    private const string Over = "that opening is over";

    /// <summary>The chip has looked.</summary>
    /// <param name="look">The number of the look; another one than the last is too late.</param>
    /// <param name="looked">As asked for.</param>
    public ExportDecision Looked(int look, ImmutableArray<LookedLine> looked, long ns)
    {
        if (!IsLooking || look != Look) return ExportDecision.Keep(this);
        var next = this with { IsLooking = false };
        if (!IsOpening) return ExportDecision.Keep(next);
        if (LooksAgain) return next.StartLook();
        return next.Take(looked, ns);
    }

    private ExportDecision HearOpen(Open open, long ns)
    {
        if (open.Epoch == ulong.MaxValue) return Drop();                   // nothing could ever replace it
        bool over = open.Epoch < Epoch || (open.Epoch == Epoch && !IsOpening);
        if (over) return Say(new Refused(Chip, open.Epoch, Epoch, OverWhy(open.Epoch)));
        if (open.Epoch > Epoch) return Begin(open, ns);
        if (!open.Lines.SequenceEqual(Asked)) return Say(new Refused(Chip, Epoch, Epoch, "another opening has that number"));
        return Phase == ExportPhase.Open && !IsLooking ? StartLook() : ExportDecision.Keep(this);
    }

    private string OverWhy(ulong epoch) => epoch == Epoch && Phase == ExportPhase.Ended ? Why : Over;

    private ExportDecision Begin(Open open, long ns)
    {
        int[] places = SharedLine.Places(open.Lines, Lines.Select(static line => line.Shared));
        var next = this with
        {
            Epoch = open.Epoch,
            Asked = open.Lines,
            Lines = [.. Lines.Select((line, i) => line.Closed() with { Place = places[i] })],
            Untaken = null,
            Number = 0,
            IsCongested = false,
            AsksWhetherWanted = false,
            ReleaseNs = null,
        };
        var begun = next.ReleaseWhere(line => line.Drives && (line.Place < 0 || !open.Lines[line.Place].Drives || !line.Shared.MayDrive));
        return begun.Then(state => state.ChipWhy is { } why
            ? (state with { Phase = ExportPhase.Looking }).EndFor(why, ns)
            : (state with { Phase = ExportPhase.Looking }).StartLook());
    }

    /// <summary>Has the chip look, unless it is looking still: a peer that asks without end keeps it no busier than one that asks
    /// once.</summary>
    private ExportDecision StartLook()
    {
        if (IsLooking) return ExportDecision.Keep(this with { LooksAgain = true });
        int look = unchecked(Look + 1);
        var next = this with { Look = look, IsLooking = true, LooksAgain = false, BeatsLooking = 0 };
        return new ExportDecision(next, [new ExportEffect.LookAt(look, [.. Wanted()])]);
    }

    private IEnumerable<int> Wanted() => Enumerable.Range(0, Lines.Length).Where(line => Lines[line].Place >= 0);

    private ExportDecision Take(ImmutableArray<LookedLine> looked, long ns)
    {
        var opened = new OpenedLine[Asked.Length];
        Array.Fill(opened, new OpenedLine(false, 0, $"{Rules.Host} shares no such line", false));
        var lines = Lines.ToBuilder();
        int place = 0;
        foreach (int i in Wanted())
        {
            var (level, total, problem) = looked[place++];
            var line = Lines[i];
            if (line.IsGiven && problem is not null) return EndFor(problem, ns);       // the consumer asks anew, and hears of which line
            var count = new LevelCount(Rules.Boot, total, level);
            line = line.Knowing(count);
            if (!line.IsGiven && problem is null) line = line with { IsGiven = true, Told = count, Untold = null };
            lines[i] = line;
            opened[line.Place] = new OpenedLine(level, total, problem, line.Shared.MayDrive);
        }

        bool asks = AsksWhetherWanted || Phase == ExportPhase.Looking;
        var next = this with { Phase = ExportPhase.Open, Lines = lines.ToImmutable(), AsksWhetherWanted = asks };
        return next.Say(new Opened(Chip, Epoch, Rules.Boot, [.. opened]));
    }

    private ExportDecision HearClose(Close close)
    {
        if (close.Epoch == ulong.MaxValue) return Drop();
        if (close.Epoch < Epoch) return Say(new Refused(Chip, close.Epoch, Epoch, Over));
        var closed = IsOpening ? CloseOpening(ExportPhase.Closed, Over) : ExportDecision.Keep(this with { Phase = ExportPhase.Closed });
        return closed.Then(state => (state with { Epoch = close.Epoch, ReleaseNs = null }).ReleaseWhere(static line => line.Drives))
            .Then(static state => state.Say(new Refused(state.Chip, state.Epoch, state.Epoch, Over)));
    }

    /// <summary>The opening in force is over, and the consumer is to ask anew. Until it does, what it drives goes on, but not for
    /// long.</summary>
    private ExportDecision EndFor(string why, long ns)
    {
        var ended = CloseOpening(ExportPhase.Ended, why);
        var next = ended.Next with { ReleaseNs = Lines.Any(static line => line.Drives) ? Rules.ReleaseWhenSilentNs(ns) : null };
        return IsUp ? new ExportDecision(next, [.. ended.Effects, .. next.Beat().Effects]) : ended with { Next = next };
    }

    private ExportDecision CloseOpening(ExportPhase phase, string why)
    {
        var next = this with
        {
            Phase = phase,
            Why = why,
            Lines = [.. Lines.Select(static line => line.Closed())],
            Untaken = null,
            IsCongested = false,
            AsksWhetherWanted = false,
            LooksAgain = false,
        };
        return new ExportDecision(next, [new ExportEffect.LookAway()]);
    }
}
