using GpioHub.Rules.Faults;
using Xunit;

namespace GpioHub.Rules.Tests.Faults;

/// <summary>Which faults can be asked for.</summary>
public class FaultRulesSpec
{
    private static readonly FaultOrder Bounce = new(FaultKind.Bounce) { Count = 5, Period = TimeSpan.FromMilliseconds(1.0) };
    private static readonly FaultOrder Glitch = new(FaultKind.Glitch) { Width = TimeSpan.FromMilliseconds(1.0) };

    public static TheoryData<FaultOrder, string> Senseless => new()
    {
        { new FaultOrder(FaultKind.Error), "error is a fault of a chip, not of a line" },
        { new FaultOrder(FaultKind.Stuck0) { Count = 3 }, "stuck-0 takes no count" },
        { new FaultOrder(FaultKind.Open) { Delay = TimeSpan.FromSeconds(1.0) }, "open takes no delay" },
        { new FaultOrder(FaultKind.Invert) { Seed = 1 }, "invert takes no seed" },
        { Bounce with { Count = null }, "bounce needs a count" },
        { Bounce with { Period = null }, "bounce needs a period" },
        { Bounce with { Count = 0 }, "count 0: expected 1 to 100" },
        { Bounce with { Count = 101 }, "count 101: expected 1 to 100" },
        { Bounce with { Period = TimeSpan.FromMicroseconds(99.0) }, "period 99us: expected 100us to 60m" },
        { Bounce with { Width = TimeSpan.FromSeconds(1.0) }, "bounce takes no width" },
        { Glitch with { Width = null }, "glitch needs a width" },
        { Glitch with { Width = TimeSpan.Zero }, "width 0: expected 1us to 60m" },
        { Glitch with { Count = 2 }, "glitch needs a period" },
        { Glitch with { Count = 2, Period = TimeSpan.FromMilliseconds(1.0) }, "the period of a glitch must be longer than its width" },
        { Glitch with { Count = 1001, Period = TimeSpan.FromMilliseconds(2.0) }, "count 1001: expected 1 to 1000" },
        { new FaultOrder(FaultKind.Delay), "delay needs a delay" },
        { new FaultOrder(FaultKind.Delay) { Delay = TimeSpan.FromHours(1.5) }, "delay 90m: expected 1us to 60m" },
        { new FaultOrder(FaultKind.Drop), "drop needs a count" },
        { new FaultOrder(FaultKind.Drop) { Count = -1 }, "count -1: expected 1 to 1000" },
        { new FaultOrder(FaultKind.Stuck1) { Ttl = TimeSpan.FromMicroseconds(999.0) }, "ttl 999us: expected 1ms to 1440m" },
        { new FaultOrder(FaultKind.Stuck1) { Ttl = TimeSpan.FromDays(1.5) }, "ttl 2160m: expected 1ms to 1440m" },
        { Glitch with { Period = TimeSpan.FromMicroseconds(999.0) }, "period 999us: expected 1ms to 60m" },
        { Glitch with { Period = TimeSpan.FromHours(1.5) }, "period 90m: expected 1ms to 60m" },
        { Glitch with { Width = TimeSpan.FromHours(1.5) }, "width 90m: expected 1us to 60m" },
        { Glitch with { Period = TimeSpan.FromMilliseconds(1.0) }, "the period of a glitch must be longer than its width" },
        { Glitch with { Delay = TimeSpan.FromSeconds(1.0) }, "glitch takes no delay" },
        { Glitch with { Seed = 1 }, "glitch takes no seed" },
        { Bounce with { Delay = TimeSpan.FromSeconds(1.0) }, "bounce takes no delay" },
        { new FaultOrder(FaultKind.Delay) { Delay = TimeSpan.FromSeconds(1.0), Count = 1 }, "delay takes no count" },
        { new FaultOrder(FaultKind.Delay) { Delay = TimeSpan.FromSeconds(1.0), Period = TimeSpan.FromSeconds(1.0) },
            "delay takes no period" },
        { new FaultOrder(FaultKind.Delay) { Delay = TimeSpan.FromSeconds(1.0), Width = TimeSpan.FromSeconds(1.0) },
            "delay takes no width" },
        { new FaultOrder(FaultKind.Drop) { Count = 1001 }, "count 1001: expected 1 to 1000" },
        { new FaultOrder(FaultKind.Drop) { Count = 1, Period = TimeSpan.FromSeconds(1.0) }, "drop takes no period" },
    };

    [Theory(DisplayName = "What makes no sense is refused, and the words say what is wrong")]
    [MemberData(nameof(Senseless))]
    public void Refused(FaultOrder order, string words) => Assert.Equal(words, FaultRules.WhyNot(order, ofChip: false));

    public static TheoryData<FaultOrder> Utmost => new()
    {
        Bounce with { Count = 1, Period = TimeSpan.FromMicroseconds(100.0) },
        Bounce with { Count = 100, Period = TimeSpan.FromHours(1.0) },
        Glitch,
        Glitch with { Count = 1 },
        Glitch with { Period = TimeSpan.FromMilliseconds(2.0) },
        Glitch with { Count = 1000, Width = TimeSpan.FromMicroseconds(1.0), Period = TimeSpan.FromMilliseconds(1.0) },
        Glitch with { Width = TimeSpan.FromHours(1.0) },
        new FaultOrder(FaultKind.Delay) { Delay = TimeSpan.FromMicroseconds(1.0) },
        new FaultOrder(FaultKind.Delay) { Delay = TimeSpan.FromHours(1.0) },
        new FaultOrder(FaultKind.Drop) { Count = 1 },
        new FaultOrder(FaultKind.Drop) { Count = 1000 },
        Bounce with { Seed = 0 },
        new FaultOrder(FaultKind.Open) { Ttl = TimeSpan.FromMilliseconds(1.0) },
        new FaultOrder(FaultKind.Open) { Ttl = TimeSpan.FromDays(1.0) },
    };

    [Theory(DisplayName = "What is just within the limits of its kind is taken")]
    [MemberData(nameof(Utmost))]
    public void Taken(FaultOrder order) => Assert.Null(FaultRules.WhyNot(order, ofChip: false));

    [Theory(DisplayName = "Of several mistakes the first is told: count, period, width, delay, seed, the glitch's length, ttl")]
    [InlineData(0, true, true, true, true, "delay takes no count")]
    [InlineData(null, true, true, true, true, "delay takes no period")]
    [InlineData(null, false, true, true, true, "delay takes no width")]
    [InlineData(null, false, false, true, true, "delay 90m: expected 1us to 60m")]
    [InlineData(null, false, false, false, true, "delay takes no seed")]
    [InlineData(null, false, false, false, false, "ttl 0: expected 1ms to 1440m")]
    public void FirstMistake(int? count, bool period, bool width, bool delay, bool seed, string words)
    {
        var wrong = TimeSpan.FromHours(1.5);
        var order = new FaultOrder(FaultKind.Delay)
        {
            Count = count,
            Period = period ? wrong : null,
            Width = width ? wrong : null,
            Delay = delay ? wrong : TimeSpan.FromSeconds(1.0),
            Seed = seed ? 1u : null,
            Ttl = TimeSpan.Zero,
        };
        Assert.Equal(words, FaultRules.WhyNot(order, ofChip: false));
    }

    [Fact(DisplayName = "A glitch that takes a seed is told so before its length is")]
    public void SeedOfAGlitch() => Assert.Equal("glitch takes no seed",
        FaultRules.WhyNot(Glitch with { Period = TimeSpan.FromMilliseconds(1.0), Seed = 1 }, ofChip: false));

    [Fact(DisplayName = "A chip has only faults of chips")]
    public void OfAChip()
    {
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            Assert.Equal(kind is FaultKind.Error or FaultKind.Hang ? null : $"{FaultNames.Of(kind)} is a fault of a line, not of a chip",
                FaultRules.WhyNot(new FaultOrder(kind), ofChip: true));
        }
    }

    [Fact(DisplayName = "What is not said is filled in: one glitch, and a seed by which the bounces can be repeated")]
    public void Completed()
    {
        Assert.Equal(1, FaultRules.Completed(Glitch, 7).Count);
        Assert.Equal(2, FaultRules.Completed(Glitch with { Count = 2 }, 7).Count);
        Assert.Equal(new FaultOrder(FaultKind.Invert), FaultRules.Completed(new FaultOrder(FaultKind.Invert), 7));
        Assert.Equal(7u, FaultRules.Completed(Bounce, 7).Seed);
        Assert.Equal(3u, FaultRules.Completed(Bounce with { Seed = 3 }, 7).Seed);
    }

    [Theory(DisplayName = "A fault is called f1 or 1, and nothing else")]
    [InlineData("f1", 1)]
    [InlineData("12", 12)]
    [InlineData("f0", null)]
    [InlineData("f-1", null)]
    [InlineData("f+1", null)]
    [InlineData(" 1", null)]
    [InlineData(null, null)]
    [InlineData("F1", null)]
    [InlineData("f", null)]
    [InlineData("", null)]
    [InlineData("f99999999999", null)]
    public void Ids(string? id, int? number) => Assert.Equal(number, FaultNames.NumberOf(id));

    [Fact(DisplayName = "Each value of a kind has words of its own, as --help says them; error and hang alone are of a chip")]
    public void ValueWords()
    {
        Assert.Equal(
            ["Count: bounces after each edge", "Period: of one bounce", "Seed: of its random instants", "Count: how many",
                "Period: from one to the next", "Width: how long", "Delay: how much later", "Count: edges"],
            FaultKinds.All.SelectMany(kind => kind.Values, (_, value) => $"{value.Name}: {value.Text}"));
        Assert.Equal([FaultKind.Error, FaultKind.Hang], Enum.GetValues<FaultKind>().Where(FaultRules.IsOfChip));
    }

    [Fact(DisplayName = "Each kind has a word, and each word a kind")]
    public void Words()
    {
        Assert.Equal(Enum.GetValues<FaultKind>(), FaultNames.All.Select(word => FaultNames.KindOf(word)!.Value));
        Assert.Equal(["stuck-0", "stuck-1", "open", "invert", "bounce", "glitch", "delay", "drop", "error", "hang"], FaultNames.All);
        Assert.Equal(FaultNames.All, Enum.GetValues<FaultKind>().Select(FaultNames.Of));
        Assert.Equal("f12", FaultNames.Id(12));
        Assert.Null(FaultNames.KindOf("broken"));
        Assert.Null(FaultNames.KindOf(null));
    }
}
