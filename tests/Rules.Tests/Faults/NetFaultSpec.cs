using System.Diagnostics;
using GpioHub.Rules.Faults;
using Xunit;
using static GpioHub.Rules.Tests.Faults.Wave;

namespace GpioHub.Rules.Tests.Faults;

/// <summary>What each kind of fault makes of the levels that come in.</summary>
public class NetFaultSpec
{
    [Theory(DisplayName = "stuck, open: one level, an edge where it differs when the fault begins and when it ends, none between; " +
        "each edge that is hidden counts")]
    [InlineData(FaultKind.Stuck0, false, false)]
    [InlineData(FaultKind.Stuck1, false, true)]
    [InlineData(FaultKind.Open, false, false)]
    [InlineData(FaultKind.Open, true, true)]
    public void Stuck(FaultKind kind, bool pull, bool shown)
    {
        var wave = new Wave().Add(10, new FaultOrder(kind), pull).Goes(20, true).Goes(30, false).Goes(40, true);
        Assert.Equal(shown, wave.Level);
        Assert.Equal(shown ? 4 : 3, wave.Chain.Links[0].State.Fired);
        Assert.Equal(shown ? [(10, true)] : [(50, true)], wave.Clear(50, 1).Seen);
        Assert.True(wave.Chain.IsEmpty);
    }

    [Fact(DisplayName = "invert: the opposite, from the instant in which it begins to the one in which it ends")]
    public void Inverted()
    {
        var wave = new Wave().Add(10, new FaultOrder(FaultKind.Invert)).Goes(20, true).Goes(30, false);
        Assert.Equal(3, wave.Chain.Links[0].State.Fired);
        Assert.Equal([(10, true), (20, false), (30, true), (40, false)], wave.Clear(40, 1).Seen);
    }

    [Fact(DisplayName = "delay: each edge later by the same time; cleared, what was under way is there at once")]
    public void Delayed()
    {
        var wave = new Wave(false,
            new FaultOrder(FaultKind.Delay) { Delay = Us(100) }).Goes(10, true).Goes(30, false).Goes(50, true).Pass(140);
        Assert.Equal([(110, true), (130, false)], wave.Seen);
        Assert.Equal(3, wave.Chain.Links[0].State.Fired);
        Assert.Equal((145, true), wave.Clear(145, 1).Seen[^1]);
    }

    [Fact(DisplayName = "delay: a line that toggles faster than 256 edges a delay loses pulses, never its last level")]
    public void DelayIsBounded()
    {
        foreach (int edges in new[] { 256, 257, 258, 259, 1000, 1001 })
        {
            var wave = new Wave(false, new FaultOrder(FaultKind.Delay) { Delay = Us(100_000) });
            for (int i = 1; i <= edges; i++) wave.Goes(i, i % 2 == 1);
            wave.Pass(1_000_000);
            Assert.InRange(wave.Seen.Count, 254, DelayFault.MostUnderWay);
            Assert.Equal(edges % 2 == 1, wave.Level);
        }
    }

    [Theory(DisplayName = "drop: the next n edges are not seen; it goes unseen, after an odd number with the next edge")]
    [InlineData(1, 1, false, new long[] { })]
    [InlineData(1, 2, true, new long[] { })]
    [InlineData(1, 3, true, new long[] { 3 })]
    [InlineData(2, 2, true, new long[] { })]
    [InlineData(2, 4, true, new long[] { 3, 4 })]
    [InlineData(3, 4, true, new long[] { })]
    public void Dropped(int count, int edges, bool gone, long[] seen)
    {
        var wave = new Wave(false, new FaultOrder(FaultKind.Drop) { Count = count });
        for (int i = 1; i <= edges; i++) wave.Goes(i, i % 2 == 1);
        Assert.Equal(gone, wave.Chain.IsEmpty);
        Assert.Equal(seen, wave.Seen.Select(edge => edge.At));
    }

    [Fact(DisplayName = "drop: what readers see is the old level until the next edge, and each edge that is dropped counts")]
    public void DroppedOdd()
    {
        var wave = new Wave(false, new FaultOrder(FaultKind.Drop) { Count = 1 }).Goes(10, true);
        Assert.Equal((false, 1), (wave.Level, wave.Chain.Links[0].State.Fired));
    }

    [Fact(DisplayName = "glitch: the opposite for its width, then every period; after the last one the fault is gone")]
    public void Glitches()
    {
        var wave = new Wave().Add(100, new FaultOrder(FaultKind.Glitch) { Width = Us(10), Count = 3, Period = Us(1000) });
        Assert.Equal(1, wave.Chain.Links[0].State.Fired);
        wave.Pass(1200);
        Assert.Equal(2, wave.Chain.Links[0].State.Fired);
        wave.Pass(10_000);
        Assert.Equal([(100, true), (110, false), (1100, true), (1110, false), (2100, true), (2110, false)], wave.Seen);
        Assert.True(wave.Chain.IsEmpty);
    }

    [Fact(DisplayName = "glitch: after its last one a fault is spent, and waits for nothing")]
    public void LastGlitch()
    {
        var last = new GlitchFault(Left: 1, PeriodNs: 1000, WidthNs: 10).Decide(FaultInput.Begun(false, 100));
        Assert.True(last is { Level: true, IsSpent: false, DueNs: 110 });
        Assert.True(last.Decide(FaultInput.Due(110)) is { Level: false, IsSpent: true, DueNs: null });
    }

    [Fact(DisplayName = "The random numbers of a bounce are SplitMix64's, so that a seed tells the same story in every version")]
    public void SplitMix64()
    {
        ulong state = 1234567;
        var numbers = new List<ulong>();
        for (int i = 0; i < 5; i++)
        {
            (state, ulong number) = RandomState.Next(state);
            numbers.Add(number);
        }

        Assert.Equal([6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821], numbers);
    }

    [Fact(DisplayName =
        "A fault of a chip makes no machine for a net, and an input that no machine knows is our bug; both name themselves")]
    public void Unreachable()
    {
        Assert.Equal("Hang is no fault of a net",
            Assert.Throws<UnreachableException>(() => NetFault.Of(new FaultOrder(FaultKind.Hang), pull: false)).Message);
        Assert.Equal("NetFault has no rule for 9",
            Assert.Throws<UnreachableException>(() => new InvertFault().Decide(new FaultInput((FaultInputKind)9, false, 0))).Message);
    }

    [Fact(DisplayName = "glitch: an edge of the line meanwhile is seen as its opposite")]
    public void GlitchDuringAnEdge()
    {
        var wave = new Wave(false, new FaultOrder(FaultKind.Glitch) { Width = Us(10) }).Goes(5, true).Pass(20);
        Assert.Equal([(0, true), (5, false), (10, true)], wave.Seen);
    }

    [Fact(DisplayName = "bounce: the edge at once, then count times back and again, each within its own period, " +
        "the level at the end the true one (500 printed seeds)")]
    public void Bounces()
    {
        for (uint seed = 0; seed < 500; seed++)
        {
            int count = 1 + (int)(seed % 7);
            long period = 100 + (37 * (seed % 11));
            var wave = new Wave(false,
                new FaultOrder(FaultKind.Bounce) { Count = count, Period = Us(period), Seed = seed }).Goes(1000, true).Pass(1_000_000);
            string story = $"seed {seed}, {count} × {period} µs: {string.Join(' ', wave.Seen)}";
            Assert.True(wave.Seen.Count == 1 + (2 * count), story);
            Assert.True(wave.Seen[0] == (1000, true) && wave.Level, story);
            for (int i = 0; i < count; i++)
            {
                var (back, again) = (wave.Seen[1 + (2 * i)].At - 1000 - (i * period), wave.Seen[2 + (2 * i)].At - 1000 - (i * period));
                Assert.True(back > 0 && back < again && again < period, story);
            }

            Assert.True(wave.Chain.Links[0].State.Fired == 1, story);
        }
    }

    [Fact(DisplayName = "bounce: the same seed bounces alike, another one otherwise; a second edge bounces otherwise than the first")]
    public void Seeds()
    {
        long[] Story(uint seed)
        {
            var wave = new Wave(false, new FaultOrder(FaultKind.Bounce) { Count = 5, Period = Us(1000), Seed = seed });
            return [.. wave.Goes(0, true).Goes(100_000, false).Pass(1_000_000).Seen.Select(edge => edge.At)];
        }

        Assert.Equal(Story(7), Story(7));
        Assert.NotEqual(Story(7), Story(8));
        Assert.NotEqual(Story(7)[..11], Story(7)[11..].Select(at => at - 100_000));
    }

    [Fact(DisplayName = "bounce: another edge meanwhile begins anew; what is seen ends at the true level")]
    public void BounceAgain()
    {
        for (uint seed = 0; seed < 100; seed++)
        {
            var wave = new Wave(false, new FaultOrder(FaultKind.Bounce) { Count = 4, Period = Us(1000), Seed = seed }).Goes(0, true)
                .Goes(1700, false).Pass(1_000_000);
            Assert.False(wave.Level, $"seed {seed}");
            Assert.True(wave.Seen.Max(edge => edge.At) < 1700 + 4000, $"seed {seed}");
            Assert.True(wave.Chain.Links[0].State.Fired == 2, $"seed {seed}");
        }
    }
}
