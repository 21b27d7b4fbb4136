using System.Collections.Immutable;
using GpioHub.Rules.Links;
using Xunit;

namespace GpioHub.Rules.Tests.Links;

/// <summary>The hub whose chip another host uses, message by message.</summary>
public class ExportStateSpec
{
    private const long Ms = 1_000_000;
    private const ulong Boot = 3;

    private static readonly ExportRules Rules = new("a", Boot, 1000 * Ms, 2000 * Ms);
    private static readonly ImmutableArray<SharedLine> Shared = [new("IGN", 0, MayDrive: false), new("BUZZ", 1, MayDrive: true)];

    [Fact(DisplayName = "A peer sees what the file shares, by name or offset; of the rest it hears that it is not shared (LK-02)")]
    public void SharedOnly()
    {
        var asked = Up().Hear(new Open("body", 5, [new("1", false), new("CRASH", false), new("BUZZ", false)]), 0);
        Assert.Equal([1], asked.Effects.OfType<ExportEffect.LookAt>().Single().Lines.ToArray());
        var opened = (Opened)Said(asked.Next.Looked(1, [new LookedLine(true, 7, null)], 0));
        Assert.Equal(new OpenedLine(true, 7, null, true), opened.Lines[0]);
        Assert.Equal("a shares no such line", opened.Lines[1].Problem);
        Assert.Equal("a shares no such line", opened.Lines[2].Problem);    // asked for twice
    }

    [Fact(DisplayName = "A peer drives no line that the file lets it only read (LK-02)")]
    public void ReadOnly()
    {
        var refused = Open().Hear(new Wish("body", 5, 0, 1, true, true), 0);
        Assert.Empty(refused.Effects.OfType<ExportEffect.Apply>());
        var granted = (Granted)Said(refused);
        Assert.Equal((WishOutcome.Refused, "a lets no other host drive it (control: read)"), (granted.Outcome, granted.Why));
    }

    [Fact(DisplayName = "A wish that comes twice is carried out once, and answered twice; an earlier one is not carried out (LK-05)")]
    public void TwiceIsOnce()
    {
        var wish = new Wish("body", 5, 1, 2, true, true);
        var first = Open().Hear(wish, 0);
        Assert.Equal(new ExportEffect.Apply(1, ExportWish.DriveHigh), Assert.Single(first.Effects));
        Assert.Empty(first.Next.Hear(wish, 0).Effects);
        var done = first.Next.Did(1, WishOutcome.Done, true, 4, null);
        Assert.Equal(Said(done), Said(done.Next.Hear(wish, 0)));
        Assert.Empty(done.Next.Hear(wish with { Ticket = 1, Level = false }, 0).Effects);
    }

    [Fact(DisplayName = "What a peer drives ends `whenStopped` after it is away, unless it asks before (LK-10)")]
    public void Released()
    {
        var away = Driving().LinkDown(10 * Ms).Next;
        Assert.Equal(2010 * Ms, away.ReleaseNs);
        Assert.Empty(away.PassTime(2009 * Ms).Effects);
        Assert.Contains(new ExportEffect.Apply(1, ExportWish.Release), away.PassTime(2010 * Ms).Effects);
        var back = away.LinkUp().Next.Hear(new Open("body", 6, [new("BUZZ", true)]), 0).Next;
        Assert.Null(back.ReleaseNs);
    }

    [Fact(DisplayName = "A host whose drives were released hears it with every beat until it asks anew (LK-10)")]
    public void SaysWhatEnded()
    {
        var ended = Driving().LinkDown(0).Next.PassTime(2000 * Ms).Next.LinkUp().Next;
        Assert.Equal((5ul, 5ul), (((Refused)Said(ended.Beat())).Epoch, ((Refused)Said(ended.Beat())).Seen));
        Assert.Equal(ExportPhase.Looking, ended.Hear(new Open("body", 6, []), 0).Next.Phase);
    }

    [Fact(DisplayName = "With `whenStopped: hold` what a peer drives never ends by its loss (LK-10)")]
    public void Held()
    {
        var away = Driving(Rules with { WhenStoppedNs = null }).LinkDown(0).Next;
        Assert.Null(away.ReleaseNs);
        Assert.Empty(away.PassTime(long.MaxValue).Effects);
    }

    [Fact(DisplayName = "A successor keeps what is driven for a peer as long as if the peer had just been lost (LK-12)")]
    public void Successor()
    {
        var state = ExportState.Begun("body", Rules, Shared, [1], 0);
        Assert.Equal(3000 * Ms, state.ReleaseNs);
        var back = state.LinkUp().Next.Hear(new Open("body", 9, [new("BUZZ", true)]), 0);
        Assert.Empty(back.Effects.OfType<ExportEffect.Apply>());
        var without = state.LinkUp().Next.Hear(new Open("body", 9, [new("BUZZ", false)]), 0);
        Assert.Equal(new ExportEffect.Apply(1, ExportWish.Release), without.Effects[0]);
    }

    [Fact(DisplayName = "One message of edges is on its way at a time; what comes meanwhile is counted into the next (LK-09)")]
    public void OneMessage()
    {
        var state = Open().Seen(0, 1, 0, true, 1, 8).Next;
        var told = state.Tell();
        state = told.Next;
        for (int i = 0; i < 1000; i++) state = state.Seen(0, 1, 1, true, i, 10 + (2 * i)).Next;
        Assert.False(state.HasEdges);
        Assert.Equal(Said(told), Said(state.Beat()));
        state = state.Hear(new Took("body", 5, 1), 0).Next;
        Assert.True(state.HasEdges && state.IsCongested);
        var next = (Edges)Said(state.Tell());
        Assert.Equal(new LineEdges(0, 1000, 1000, true, 999, 2008), Assert.Single(next.Lines));
        Assert.False(state.Tell().Next.Hear(new Took("body", 5, 2), 0).Next.IsCongested);
    }

    [Fact(DisplayName = "A congested link carries 200 messages of edges a second, and one that keeps pace all of them (LK-09)")]
    public void Pace()
    {
        var pace = LinkPace.Begun(0);
        int sent = 0;
        for (long ns = 0; ns < 10_000 * Ms; ns += Ms)
            if (pace.Take(congested: true, ns, out pace)) sent++;
        Assert.InRange(sent, 2000, 2000 + (LinkPace.PerSecond / 10) + 1);
        for (int i = 0; i < 1000; i++) Assert.True(pace.Take(congested: false, 10_000 * Ms, out pace));
    }

    [Fact(DisplayName = "A peer that asks without end keeps the chip no busier than one that asks once (LK-17)")]
    public void AsksWithoutEnd()
    {
        var state = Up();
        int looks = 0;
        for (ulong epoch = 1; epoch <= 1000; epoch++)
        {
            var asked = state.Hear(new Open("body", epoch, [new("IGN", false)]), 0);
            looks += asked.Effects.Count(effect => effect is ExportEffect.LookAt);
            var closed = asked.Next.Hear(new Close("body", epoch), 0);
            state = closed.Next.Hear(new Open("body", epoch, [new("IGN", true)]), 0).Next;
        }

        Assert.Equal(1, looks);
    }

    [Fact(DisplayName = "Random messages of a member that lies lead to no drive of what is not shared, and to no exception (LK-17)")]
    public void Random()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var state = Up();
            for (int i = 0; i < 500; i++)
            {
                var decision = Any(random, state);
                Assert.DoesNotContain(decision.Effects, effect => effect is ExportEffect.Apply { Line: 0, Wish: not ExportWish.LetGo });
                state = decision.Next;
                foreach (var look in decision.Effects.OfType<ExportEffect.LookAt>().Where(_ => random.Next(3) > 0))
                    state = state.Looked(look.Look, [.. look.Lines.Select(_ => new LookedLine(true, i, null))], 0).Next;
                if (state.Lines[1].Asked != ExportWish.None && random.Next(2) == 0)
                    state = state.Did(1, WishOutcome.Done, true, i, null).Next;
                if (state.HasEdges) state = state.Tell().Next;
            }
        }
    }

    private static ExportDecision Any(Random random, ExportState state)
    {
        ulong epoch = random.Next(8) == 0 ? ulong.MaxValue - (ulong)random.Next(2) : (ulong)random.Next(12);
        string[] names = ["IGN", "BUZZ", "0", "1", "2", "", "-1", "CRASH"];
        var lines = Enumerable.Range(0, random.Next(4)).Select(_ => new OpenLine(names[random.Next(names.Length)], random.Next(2) == 0));
        int line = random.Next(-2, 5);
        return random.Next(6) switch
        {
            0 => state.Hear(new Open("body", epoch, [.. lines]), 0),
            1 => state.Hear(new Close("body", epoch), 0),
            2 => state.Hear(new Took("body", epoch, random.Next(-1, 4)), 0),
            3 => state.Seen(random.Next(2), 1, 0, true, 0, random.Next(100)),
            4 => state.Beat(),
            _ => state.Hear(new Wish("body", state.Epoch, line, (uint)random.Next(4), random.Next(2) == 0, random.Next(2) == 0), 0),
        };
    }

    private static ExportState Up(ExportRules? rules = null) => ExportState.Begun("body", rules ?? Rules, Shared, [], 0).LinkUp().Next;

    /// <summary>Open, and known to be wanted.</summary>
    private static ExportState Open(ExportRules? rules = null)
    {
        var open = Up(rules).Hear(new Open("body", 5, [new("IGN", false), new("BUZZ", true)]), 0).Next
            .Looked(1, [new LookedLine(false, 7, null), new LookedLine(false, 3, null)], 0).Next;
        Assert.True(open.HasEdges);
        return open with { AsksWhetherWanted = false };
    }

    private static ExportState Driving(ExportRules? rules = null) =>
        Open(rules).Hear(new Wish("body", 5, 1, 1, true, true), 0).Next.Did(1, WishOutcome.Done, true, 4, null).Next;

    private static ChipLinkMessage Said(ExportDecision decision) => decision.Effects.OfType<ExportEffect.Say>().Single().Message;
}
