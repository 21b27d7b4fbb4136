using GpioHub.Rules.Pulses;
using Xunit;

namespace GpioHub.Rules.Tests.Pulses;

/// <summary>Pulses and patterns, as gpioset's --toggle has them.</summary>
public class PulseStateSpec
{
    private static readonly PulseOrder Once = Of(20);

    [Theory(DisplayName = "Each time ends with a toggle; the list is played as often as asked, its levels going on to alternate")]
    [InlineData(new[] { 20 }, true, 1, "1:20")]
    [InlineData(new[] { 20 }, false, 1, "0:20")]
    [InlineData(new[] { 200, 800 }, true, 1, "1:200 0:800")]
    [InlineData(new[] { 200, 800 }, true, 2, "1:200 0:800 1:200 0:800")]
    [InlineData(new[] { 5 }, true, 3, "1:5 0:5 1:5")]
    [InlineData(new[] { 1, 2, 3 }, false, 2, "0:1 1:2 0:3 1:1 0:2 1:3")]
    [InlineData(new[] { 200, 800, 0 }, true, 1, "1:200 0:800")]
    public void Played(int[] times, bool level, int repeat, string story)
    {
        var order = Of(times) with { Level = level, Repeat = repeat };
        Assert.Null(PulseRules.WhyNot(order));
        var played = new List<string>();
        long now = 0;
        for (var pulse = PulseState.Begun(1, PulseRules.Completed(order), default, now); pulse is not null; pulse = pulse.Pass(now))
        {
            played.Add($"{(pulse.Level ? 1 : 0)}:{(pulse.DueNs - now) / 1_000_000}");
            now = pulse.DueNs;
        }

        Assert.Equal(story, string.Join(' ', played));
    }

    [Fact(DisplayName = "A pulse that is written as words and read again at each step is the same pulse; other words are refused")]
    public void Image()
    {
        foreach (var before in (StimulusBefore[])[default, new(true, 7), new(false, long.MaxValue)])
        {
            var order = Of(1, 20, 300) with { Level = before.Level is null, Repeat = 4 };
            int steps = 0;
            for (var pulse = PulseState.Begun(9, order, before, 5); pulse is not null; pulse = pulse.Pass(pulse.DueNs))
            {
                ulong[] words = new ulong[PulseImage.MostWords];
                var writer = new WordWriter(words);
                PulseImage.Write(ref writer, pulse);
                var reader = new WordReader(words.AsSpan(0, writer.Count));
                var read = PulseImage.Read(ref reader)!;
                Assert.True(reader.IsWhole);
                Assert.Equal(pulse.Order.Times.AsEnumerable(), read.Order.Times);
                Assert.Equal(pulse, read with { Order = pulse.Order });
                Assert.Equal((pulse.Order.Level, pulse.Order.Repeat), (read.Order.Level, read.Order.Repeat));
                steps++;
            }

            Assert.Equal(12, steps);
        }

        var none = new WordReader([1, 1, 1, 0, 0, 0, 0, 0, 65]);
        Assert.Null(PulseImage.Read(ref none));
    }

    [Fact(DisplayName = "A pulse of as many times as there can be fits into the words of an image")]
    public void LongestImage()
    {
        var order = Of([.. Enumerable.Range(1, PulseRules.MostTimes)]);
        var writer = new WordWriter(new ulong[PulseImage.MostWords]);
        PulseImage.Write(ref writer, PulseState.Begun(1, order, default, 0));
        Assert.Equal(PulseImage.MostWords, writer.Count);
    }

    [Fact(DisplayName = "Repeat 0 goes on until somebody ends it")]
    public void ForEver()
    {
        var pulse = PulseState.Begun(1, Of(1, 2) with { Repeat = 0 }, default, 0);
        for (int i = 0; i < 1000; i++) pulse = Assert.IsType<PulseState>(pulse.Pass(pulse.DueNs));
        Assert.Equal(1_500_000_000 + 1_000_000, pulse.DueNs);
    }

    [Fact(DisplayName = "Timers that are a little late add nothing up; after a standstill each level has its time again")]
    public void Late()
    {
        var pulse = PulseState.Begun(1, Of(10) with { Repeat = 100 }, default, 0);
        var late = pulse.Pass(10_900_000)!;
        Assert.Equal(20_000_000, late.DueNs);
        Assert.Equal(5_010_000_000, late.Pass(5_000_000_000)!.DueNs);
    }

    [Fact(DisplayName = "A level that would be over in the instant in which it begins has its whole time instead")]
    public void LateByOneLevel() =>
        Assert.Equal(30_000_000, (PulseState.Begun(1, Of(10) with { Repeat = 100 }, default, 0).Pass(20_000_000)!).DueNs);

    [Fact(DisplayName = "A pulse of which only the time is said is one active level")]
    public void Defaults() => Assert.Equal((true, 1), (Once.Level, Once.Repeat));

    public static TheoryData<PulseOrder, string> Senseless => new()
    {
        { Of(), "a pulse needs a time" },
        { Of(0), "a pulse needs a time" },
        { Of(5, 0, 5), "time 0: expected 1ms to 60m" },
        { new PulseOrder([TimeSpan.FromMicroseconds(999.0)]), "time 999us: expected 1ms to 60m" },
        { Of(7_200_000), "time 120m: expected 1ms to 60m" },
        { Of([.. Enumerable.Repeat(1, 65)]), "65 times: expected at most 64" },
        { Once with { Repeat = -1 }, "repeat -1: expected 0 to 1000000, 0 = until it is ended" },
        { Once with { Repeat = 1_000_001 }, "repeat 1000001: expected 0 to 1000000, 0 = until it is ended" },
        { Of(5, 0) with { Repeat = 2 }, "repeat 2: a 0 at the end of the times plays them once" },
        { Of(5, 0) with { Repeat = 0 }, "repeat 0: a 0 at the end of the times plays them once" },
    };

    [Theory(DisplayName = "What makes no sense is refused, and the words say what is wrong")]
    [MemberData(nameof(Senseless))]
    public void Refused(PulseOrder order, string words) => Assert.Equal(words, PulseRules.WhyNot(order));

    public static TheoryData<PulseOrder> Utmost => new()
    {
        Of(1), Of(3_600_000), Once with { Repeat = 0 }, Once with { Repeat = 1_000_000 }, Of([.. Enumerable.Repeat(1, 64)]),
        Of([.. Enumerable.Repeat(1, 64), 0]),
    };

    [Theory(DisplayName = "What is just within a limit of pulses is taken: 1 ms, an hour, 64 times, a million repeats")]
    [MemberData(nameof(Utmost))]
    public void Taken(PulseOrder order) => Assert.Null(PulseRules.WhyNot(order));

    private static PulseOrder Of(params int[] ms) => new([.. ms.Select(time => TimeSpan.FromMilliseconds((double)time))]);
}
