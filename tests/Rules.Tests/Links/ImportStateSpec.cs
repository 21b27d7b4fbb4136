using System.Collections.Immutable;
using GpioHub.Rules.Links;
using Xunit;

namespace GpioHub.Rules.Tests.Links;

/// <summary>The hub that uses a chip of another host, message by message.</summary>
public class ImportStateSpec
{
    private const ulong Owner = 1;

    private static readonly ImmutableArray<OpenLine> Asked = [new("IGN", false), new("BUZZ", true)];

    [Fact(DisplayName = "A chip whose owner is away is lost at once, and looked for when its owner is back (LK-07)")]
    public void AwayIsLost()
    {
        var away = ImportState.Begun("body", 5).LinkDown("nothing has come for 1s").Next.Open(Asked);
        Assert.Equal("nothing has come for 1s", Assert.IsType<ImportEffect.Lost>(Assert.Single(away.Effects)).Why);
        Assert.IsType<ImportEffect.LookAgain>(Assert.Single(away.Next.LinkUp().Effects));
    }

    [Fact(DisplayName = "Open is said again with every beat until it is answered, and a second answer changes nothing (LK-06)")]
    public void OpenIsRepeated()
    {
        var asking = Up().Open(Asked);
        var open = (Open)Said(asking);
        Assert.Equal((6ul, "body"), (open.Epoch, open.Chip));
        Assert.Equal(open, Said(asking.Next.Beat()));
        var opened = asking.Next.Hear(Answer(6, level: true, edges: 7));
        Assert.Equal(ImportPhase.Open, opened.Next.Phase);
        Assert.Empty(opened.Next.Beat().Effects);
        Assert.Empty(opened.Next.Hear(Answer(6, level: false, edges: 9)).Effects);
    }

    [Fact(DisplayName = "What carries another epoch than the newest is dropped and counted (LK-05)")]
    public void OldEpochs()
    {
        var open = Opened();
        foreach (var late in (ChipLinkMessage[])[Answer(5, true, 9), new Refused("body", 5, 5, "no"), Told(5, 1, 2),
            new Granted("body", 5, 1, 1, WishOutcome.Done, true, 9, null)])
        {
            var dropped = open.Hear(late);
            Assert.Empty(dropped.Effects);
            Assert.Equal((open.Dropped + 1, ImportPhase.Open), (dropped.Next.Dropped, dropped.Next.Phase));
        }
    }

    [Fact(DisplayName = "A consumer that is behind goes on from the epoch that its owner knows, with the next beat (LK-05)")]
    public void GoesOnFromSeen()
    {
        var behind = Up().Open(Asked).Next.Hear(new Refused("body", 6, 1_000, "that opening is over"));
        Assert.Empty(behind.Effects);
        Assert.Equal(1_001ul, ((Open)Said(behind.Next.Beat())).Epoch);
    }

    [Fact(DisplayName = "Edges while the link was away are lost and counted; a level that differs is one that is not (LK-08)")]
    public void LostEdges()
    {
        var again = Opened(level: false, edges: 7).LinkDown("away").Next.LinkUp().Next.Open(Asked).Next
            .Hear(Answer(7, level: true, edges: 10));
        Assert.Equal((2L, true), (again.Next.LostEdges, again.Next.LostIsExact));
        var facts = again.Effects.OfType<ImportEffect.Opened>().Single();
        Assert.Equal((true, 2L), (facts.Lines[0].Level, facts.Lines[0].Lost));
    }

    [Theory(DisplayName = "If another process of the owner counts, the loss is what it must be, whether that one has counted on or begun " +
        "anew, and said to be perhaps more (LK-08)")]
    [InlineData(3, true, 2)]
    [InlineData(7, false, 0)]
    [InlineData(8, true, 0)]
    [InlineData(10, true, 2)]
    public void OwnerAnew(long edges, bool level, long lost)
    {
        var again = Opened(level: false, edges: 7).LinkDown("away").Next.LinkUp().Next.Open(Asked).Next
            .Hear(Answer(7, level, edges, owner: 2));
        Assert.Equal((lost, false), (again.Next.LostEdges, again.Next.LostIsExact));
    }

    [Fact(DisplayName = "A chip opened for other lines loses no edge of those that it had, and no wish (LK-06)")]
    public void Renewal()
    {
        var asked = Opened(level: false, edges: 7).Wish(1, drives: true, level: true).Next.Open([new("IGN", false), new("BUZZ", true)]);
        var renewed = asked.Next.Hear(Answer(7, level: true, edges: 10));
        var facts = renewed.Effects.OfType<ImportEffect.Opened>().Single();
        Assert.True(facts.IsRenewal);
        Assert.Equal((2, 1, 0L), (facts.Lines[0].News!.Value.Rising, facts.Lines[0].News!.Value.Falling, facts.Lines[0].Lost));
        Assert.Equal(new Wish("body", 7, 1, 1, true, true), Said(renewed));
    }

    [Fact(DisplayName = "Each wish is answered once: by its owner, by a later wish, or by the loss of the link (LK-03)")]
    public void WishesAreAnswered()
    {
        var first = Opened().Wish(1, drives: true, level: true);
        var second = first.Next.Wish(1, drives: true, level: false);
        Assert.Equal(new ImportEffect.Answered(1, 1, WishOutcome.Gone, null), second.Effects[0]);
        Assert.Empty(second.Next.Hear(new Granted("body", 6, 1, 1, WishOutcome.Done, true, 8, null)).Effects);
        Assert.Equal(new Wish("body", 6, 1, 2, true, false), Said(second.Next.Beat()));
        var lost = second.Next.LinkDown("away");
        Assert.Equal(
            (ImportEffect[])[new ImportEffect.Answered(1, 2, WishOutcome.Gone, null), new ImportEffect.Lost("away")],
            lost.Effects.ToArray());
        Assert.Equal(new ImportEffect.Answered(1, 3, WishOutcome.Gone, null), Assert.Single(lost.Next.Wish(1, false, false).Effects));
    }

    [Fact(DisplayName = "A level that comes late, with the answer to a wish or with edges, does not replace a newer one (LK-04)")]
    public void LateLevels()
    {
        var wished = Opened(level: false, edges: 7).Wish(0, drives: true, level: true).Next;
        var told = wished.Hear(Told(6, number: 1, total: 9)).Next;
        var late = told.Hear(new Granted("body", 6, 0, 1, WishOutcome.Done, true, 8, null));
        Assert.Equal(new ImportEffect.Answered(0, 1, WishOutcome.Done, null), Assert.Single(late.Effects));
        Assert.Equal(new LevelCount(Owner, 9, false), late.Next.Lines[0].Known);
    }

    [Fact(DisplayName = "The owner may send edges again when the chip has taken the last ones in, and not before (LK-09)")]
    public void TookWhenTaken()
    {
        var shown = Opened(level: false, edges: 7).Hear(Told(6, number: 1, total: 9));
        Assert.Equal(1, Assert.IsType<ImportEffect.Edges>(Assert.Single(shown.Effects)).Number);
        Assert.Empty(shown.Next.Hear(Told(6, number: 1, total: 9)).Effects);
        Assert.Empty(shown.Next.Hear(Told(6, number: 2, total: 11)).Effects);
        var taken = shown.Next.Taken(6, 1);
        Assert.Equal(new Took("body", 6, 1), Said(taken));
        Assert.Equal(new Took("body", 6, 1), Said(taken.Next.Hear(Told(6, number: 1, total: 9))));
    }

    [Theory(DisplayName = "Whatever an owner counts, a message shows no more edges than a bound, and the rest is lost and counted (LK-17)")]
    [InlineData(int.MaxValue, int.MaxValue, long.MaxValue)]
    [InlineData(0, 0, long.MaxValue)]
    [InlineData(int.MaxValue, 0, 9)]
    [InlineData(-1, 0, 9)]
    [InlineData(1, 1, -1)]
    [InlineData(1, 1, long.MinValue)]
    public void Bounded(int rising, int falling, long total)
    {
        var open = Opened(level: false, edges: 7);
        var edges = new Edges("body", 6, 1, [new(0, rising, falling, true, 0, total), new(-1, 1, 0, true, 0, 8), new(2, 1, 0, true, 0, 8)]);
        var heard = open.Hear(edges);
        foreach (var line in heard.Effects.OfType<ImportEffect.Edges>().SelectMany(shown => shown.Lines))
        {
            Assert.InRange(line.Rising + line.Falling, 1, LevelCount.MostShown + 1);
            Assert.InRange(line.Rising - line.Falling, 0, 1);
            Assert.True(line.Lost >= 0);
        }

        Assert.True(heard.Next.LostEdges >= 0);
        Assert.NotEqual(ImportPhase.Lost, heard.Next.Phase);
    }

    [Fact(DisplayName = "A line that the owner does not give is that line's problem alone, and is asked for again (LK-06)")]
    public void Problems()
    {
        var answer = new Opened("body", 6, Owner, [new(true, 7, null, true), new(false, 0, "a shares no such line", false)]);
        var open = Up().Open(Asked).Next.Hear(answer);
        Assert.Equal("a shares no such line", open.Effects.OfType<ImportEffect.Opened>().Single().Lines[1].Problem);
        var state = open.Next;
        int beats = 0;
        ImportDecision beat;
        do
        {
            beat = state.Beat();
            state = beat.Next;
            beats++;
        }
        while (beat.Effects.IsEmpty && beats < 100);
        Assert.Equal(ImportState.BeatsBetweenLooks, beats);
        Assert.Equal(6ul, Assert.IsType<Open>(Said(beat)).Epoch);
        var found = state.Hear(Answer(6, level: false, edges: 9));
        Assert.Equal(1, Assert.IsType<ImportEffect.Found>(Assert.Single(found.Effects)).Line);
    }

    [Fact(DisplayName = "A chip that nobody needs is closed with an epoch of its own, until its owner says that it is (LK-10)")]
    public void Leaves()
    {
        var leaving = Opened().Leave();
        Assert.Equal(new Close("body", 7), Said(leaving));
        Assert.Equal(new Close("body", 7), Said(leaving.Next.Hear(new Refused("body", 6, 6, "unplugged")).Next.Beat()));
        var left = leaving.Next.Hear(new Refused("body", 7, 7, "that opening is over"));
        Assert.Equal(ImportPhase.Idle, left.Next.Phase);
        Assert.Empty(left.Next.Beat().Effects);
    }

    private static ImportState Up() => ImportState.Begun("body", 5).LinkUp().Next;

    private static ImportState Opened(bool level = false, long edges = 7) => Up().Open(Asked).Next.Hear(Answer(6, level, edges)).Next;

    private static Opened Answer(ulong epoch, bool level, long edges, ulong owner = Owner) =>
        new("body", epoch, owner, [new(level, edges, null, true), new(false, 0, null, true)]);

    private static Edges Told(ulong epoch, long number, long total) =>
        new("body", epoch, number, [new LineEdges(0, 1, 1, total % 2 == 0, 5, total)]);

    private static ChipLinkMessage Said(ImportDecision decision) => decision.Effects.OfType<ImportEffect.Say>().Single().Message;
}
