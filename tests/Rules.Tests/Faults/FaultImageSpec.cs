using GpioHub.Rules.Faults;
using Xunit;
using static GpioHub.Rules.Tests.Faults.Wave;

namespace GpioHub.Rules.Tests.Faults;

/// <summary>A fault that is written as words and read again is the same fault.</summary>
public class FaultImageSpec
{
    public static TheoryData<FaultKind> Kinds() => [.. FaultKinds.All.Where(kind => kind.Machine is not null).Select(kind => kind.Kind)];

    [Theory(DisplayName = "Of every kind, a fault that is written and read at each step is seen as one that is not (200 seeds)")]
    [MemberData(nameof(Kinds))]
    public void EachStep(FaultKind kind)
    {
        int acted = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var order = Any(kind, random);
            var kept = new Wave(random.Next(2) == 1, order);
            var read = new Wave(kept.Chain.Input) { Between = Again }.Add(0, order);
            long now = 0;
            bool level = kept.Chain.Input;
            for (int step = 0; step < 40; step++)
            {
                now += random.NextInt64(1, 1500);
                if (random.Next(3) > 0)
                {
                    level = !level;
                    kept.Goes(now, level);
                    read.Goes(now, level);
                }
                else
                {
                    kept.Pass(now);
                    read.Pass(now);
                }

                Assert.Equal(kept.Chain.NextNs, read.Chain.NextNs);
                Assert.Equal(kept.Chain.Links.Select(link => link.State.Fired), read.Chain.Links.Select(link => link.State.Fired));
            }

            kept.Pass(20_000_000);
            read.Pass(20_000_000);
            Assert.True(kept.Seen.SequenceEqual(read.Seen), $"seed {seed}\n{string.Join(' ', kept.Seen)}\n{string.Join(' ', read.Seen)}");
            acted += kept.Seen.Count;
        }

        Assert.True(acted >= 50, $"{kind} acted {acted} times");
    }

    [Fact(DisplayName = "An order keeps number, values, time to live and end, with every combination that a kind takes")]
    public void Orders()
    {
        foreach (var kind in FaultKinds.All)
        {
            var random = new Random((int)kind.Kind);
            for (int i = 0; i < 50; i++)
            {
                TimeSpan? ttl = i % 2 == 0 ? null : Us(random.Next(1000, 90_000));
                var order = FaultRules.Completed(Any(kind.Kind, random), 7) with { Ttl = ttl };
                long? ends = i % 3 == 0 ? null : random.NextInt64();
                Assert.Equal((1 + i, order, ends), Read(kind, i, order, ends));
            }
        }

        static (int, FaultOrder, long?)? Read(FaultKindInfo kind, int i, FaultOrder order, long? ends)
        {
            ulong[] words = new ulong[FaultImage.OrderWords];
            var writer = new WordWriter(words);
            FaultImage.WriteOrder(ref writer, 1 + i, order, ends);
            var reader = new WordReader(words);
            var read = FaultImage.ReadOrder(ref reader, ofChip: kind.Machine is null);
            Assert.True(reader.IsWhole);
            return read;
        }
    }

    [Fact(DisplayName = "Words that are no fault are refused, or are a fault that can be, and never throw (every bit, every kind)")]
    public void AnyWords()
    {
        int refused = 0;
        foreach (var kind in FaultKinds.All.Where(kind => kind.Machine is not null))
        {
            var wave = new Wave(false, Any(kind.Kind, new Random(3))).Goes(1, true);
            if (wave.Chain.IsEmpty) continue;
            ulong[] words = WordsOf(wave.Chain.Links[0]);
            for (int bit = 0; bit < words.Length * 64; bit++)
            {
                ulong[] flipped = [.. words];
                flipped[bit / 64] ^= 1UL << (bit % 64);
                var reader = new WordReader(flipped);
                var link = FaultImage.ReadLink(ref reader);
                if (link is null || !reader.IsWhole) refused++;
                else Assert.Null(FaultRules.WhyNot(link.Order, ofChip: false));
            }

            var shorter = new WordReader(words.AsSpan(0, words.Length - 1));
            Assert.True(FaultImage.ReadLink(ref shorter) is null || !shorter.IsWhole);
        }

        Assert.True(refused > 1000);
    }

    [Fact(DisplayName = "A delay with as many edges under way as there can be fits into the words of its kind")]
    public void LongestDelay()
    {
        var wave = new Wave(false, new FaultOrder(FaultKind.Delay) { Delay = Us(1_000_000) });
        for (int i = 1; i <= 2 * DelayFault.MostUnderWay; i++) wave.Goes(i, i % 2 == 1);
        var again = new Wave(false) { Between = Again };
        again.Become(wave.Chain);
        wave.Seen.Clear();

        wave.Pass(5_000_000);
        again.Pass(5_000_000);
        Assert.Equal(wave.Seen, again.Seen);
        Assert.True(wave.Seen.Count >= DelayFault.MostUnderWay - 2);
    }

    private static FaultChain Again(FaultChain chain) => chain with { Links = [.. chain.Links.Select(Again)] };

    private static FaultLink Again(FaultLink link)
    {
        ulong[] words = WordsOf(link);
        var reader = new WordReader(words);
        var read = FaultImage.ReadLink(ref reader);
        Assert.True(reader.IsWhole);
        return read!;
    }

    private static ulong[] WordsOf(FaultLink link)
    {
        ulong[] words = new ulong[FaultImage.MostWords(link.Order.Kind)];
        var writer = new WordWriter(words);
        FaultImage.Write(ref writer, link);
        return words[..writer.Count];
    }

    private static FaultOrder Any(FaultKind kind, Random random) => kind switch
    {
        FaultKind.Bounce =>
            new FaultOrder(kind) { Count = random.Next(1, 6), Period = Us(random.Next(100, 3000)), Seed = (uint)random.Next() },
        FaultKind.Glitch => new FaultOrder(kind) { Count = random.Next(1, 9), Width = Us(random.Next(1, 900)), Period = Us(1000) },
        FaultKind.Delay => new FaultOrder(kind) { Delay = Us(random.Next(1, 5000)) },
        FaultKind.Drop => new FaultOrder(kind) { Count = random.Next(1, 9) },
        _ => new FaultOrder(kind),
    };
}
