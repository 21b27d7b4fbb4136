using GpioHub.Rules.Faults;
using Xunit;
using Xunit.Abstractions;
using static GpioHub.Rules.Tests.Faults.Wave;

namespace GpioHub.Rules.Tests.Faults;

/// <summary>Several faults of one net, in the order in which they were added.</summary>
public class FaultChainSpec(ITestOutputHelper output)
{
    private static readonly FaultOrder Invert = new(FaultKind.Invert);
    private static readonly FaultOrder Delay = new(FaultKind.Delay) { Delay = Us(100) };
    private static readonly FaultOrder Stuck = new(FaultKind.Stuck1);

    [Fact(DisplayName = "The order counts: inverted behind a delay turns what was put off, and twice inverted is the level itself")]
    public void OrderCounts()
    {
        Assert.Equal([(0, true), (110, false)], new Wave(false, Delay, Invert).Goes(10, true).Pass(500).Seen);
        Assert.Equal([(0, true), (110, false)], new Wave(false, Invert, Delay).Goes(10, true).Pass(500).Seen);
        Assert.Equal([(0, true), (0, false), (10, true)], new Wave(false, Invert, Invert).Goes(10, true).Pass(500).Seen);
        Assert.Equal([(0, true), (0, false)], new Wave(false, Stuck, Invert).Goes(10, true).Pass(500).Seen);
        Assert.Equal([(0, true)], new Wave(false, Invert, Stuck).Goes(10, true).Pass(500).Seen);
    }

    [Fact(DisplayName = "A fault that goes is a change for the one behind it: a delay puts that off too")]
    public void RemovedBefore() => Assert.Equal([(0, true), (150, false)], new Wave(false, Stuck, Delay).Clear(50, 1).Pass(500).Seen);

    [Fact(DisplayName = "open: a line that gets another pull shows it at once to the faults behind; other faults have no pull")]
    public void Pull()
    {
        FaultOrder open = new(FaultKind.Open);
        var chain = new Wave(false, open, Invert).Chain.WithPull(true, 50_000);
        Assert.Equal((false, 50_000L), (chain.Level, chain.NowNs));
        Assert.True(chain.Links[1].State.Input);
        Assert.Same(chain, chain.WithPull(true, 60_000));
        Assert.True(chain.WithPull(false, 60_000).Level);
        Assert.True(new Wave(false, Stuck, open, Invert).Chain.WithPull(true, 1) is { Level: false, Links.Length: 3 });
        Assert.True(new Wave(true, open, open).Chain.WithPull(true, 1).Level);
        Assert.False(new Wave(false, open, Delay).Chain.WithPull(true, 1).Level);
        foreach (var none in (Wave[])[new(), new(false, Stuck), new(false, Stuck, open), new(true, Invert)])
            Assert.Same(none.Chain, none.Chain.WithPull(false, 1));
    }

    [Fact(DisplayName = "A time to live is over at its instant, whenever it is looked at, and before what is due with it")]
    public void TimeToLive()
    {
        var wave = new Wave().Add(0, Stuck, endsAt: 200).Pass(10_000);
        Assert.Equal([(0, true), (200, false)], wave.Seen);
        Assert.True(wave.Chain.IsEmpty);

        var glitches = new Wave()
            .Add(0, new FaultOrder(FaultKind.Glitch) { Width = Us(10), Count = 9, Period = Us(1000) }, endsAt: 1000).Pass(10_000);
        Assert.Equal([(0, true), (10, false)], glitches.Seen);
    }

    [Fact(DisplayName = "However finely time is looked at, the same is seen; inputs meet outputs; it comes to rest; " +
        "cleared, nothing stays (2000 printed seeds)")]
    public void AnyChain()
    {
        long edges = 0;
        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            FaultOrder[] orders = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Any(random))];
            long[] changes = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.NextInt64(1, 20_000)).Distinct().Order()];
            var (coarse, fine) = (new Wave(false, orders), new Wave(false, orders));
            bool level = false;
            long now = 0;
            foreach (long at in changes)
            {
                level = !level;
                coarse.Goes(at, level);
                while ((now += random.NextInt64(1, 500)) < at) fine.Pass(now);
                fine.Goes(now = at, level);
                AssertConsistent(coarse.Chain, seed);
                Assert.True(coarse.Chain.NextNs is null || coarse.Chain.NextNs >= at * 1000, $"seed {seed}: something is overdue at {at}");
            }

            coarse.Pass(10_000_000);
            for (now = changes[^1]; now < 100_000; now += 333) fine.Pass(now);
            fine.Pass(10_000_000);
            Assert.True(coarse.Seen.SequenceEqual(fine.Seen), $"seed {seed}: {string.Join(", ", orders.Select(order => order.Kind))}\n" +
                $"{string.Join(' ', coarse.Seen)}\n{string.Join(' ', fine.Seen)}");
            Assert.True(coarse.Chain.NextNs is null, $"seed {seed}: it does not come to rest");
            AssertConsistent(coarse.Chain, seed);
            edges += coarse.Seen.Count;
            foreach (var link in coarse.Chain.Links.OrderBy(_ => random.Next())) coarse.Clear(20_000_000, link.Number);
            Assert.True(coarse.Chain.IsEmpty && coarse.Chain.Level == level, $"seed {seed}: something stays");
        }

        output.WriteLine($"{edges} edges seen");
        Assert.True(edges > 10_000);
    }

    [Fact(DisplayName = "Whatever is asked for, the edges of one chain are bounded by the time that passes")]
    public void Bounded()
    {
        FaultOrder bounce = new(FaultKind.Bounce) { Count = FaultRules.MostBounces, Period = FaultRules.ShortestBounce };
        FaultOrder glitch =
            new(FaultKind.Glitch) { Count = FaultRules.MostCount, Period = FaultRules.ShortestPeriod, Width = FaultRules.ShortestTime };
        var wave = new Wave(false, glitch, glitch, glitch, glitch, glitch, glitch, glitch, bounce).Pass(1_000_000);
        Assert.InRange(wave.Seen.Count, 1000, 40_000);                      // two edges in 100 µs, and those of the glitches
    }

    private static void AssertConsistent(FaultChain chain, int seed)
    {
        bool level = chain.Input;
        foreach (var link in chain.Links)
        {
            Assert.True(link.State.Input == level, $"seed {seed}: {link.Order.Kind} has not heard of a level");
            Assert.False(link.State.IsSpent, $"seed {seed}: {link.Order.Kind} is spent and still there");
            level = link.State.Level;
        }

        Assert.Equal(level, chain.Level);
    }

    private static FaultOrder Any(Random random) => random.Next(8) switch
    {
        0 => new FaultOrder(FaultKind.Stuck0),
        1 => Stuck,
        2 => new FaultOrder(FaultKind.Open),
        3 => Invert,
        4 =>
            new FaultOrder(FaultKind.Bounce) { Count = random.Next(1, 6), Period = Us(random.Next(100, 3000)), Seed = (uint)random.Next() },
        5 => new FaultOrder(FaultKind.Glitch) { Count = random.Next(1, 4), Width = Us(random.Next(1, 900)), Period = Us(1000) },
        6 => new FaultOrder(FaultKind.Delay) { Delay = Us(random.Next(1, 5000)) },
        _ => new FaultOrder(FaultKind.Drop) { Count = random.Next(1, 5) },
    };
}
