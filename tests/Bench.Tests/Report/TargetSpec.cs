using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;
using Xunit;

namespace GpioHub.Bench.Tests.Report;

public class TargetSpec
{
    [Theory(DisplayName = "A target is met at its limit; past it the verdict says by which part of the limit, at least 1 %")]
    [InlineData(1.6, "met")]
    [InlineData(2.0, "met")]
    [InlineData(1.2, "missed by 25 %")]
    [InlineData(1.599, "missed by 1 %")]
    public void AtLeast(double value, string verdict) => Assert.Equal(verdict, Target.Min(1.6).Verdict(value));

    [Theory(DisplayName = "At most: likewise, the other way round")]
    [InlineData(1.3, "met")]
    [InlineData(0, "met")]
    [InlineData(2.6, "missed by 100 %")]
    public void AtMost(double value, string verdict) => Assert.Equal(verdict, Target.Max(1.3).Verdict(value));

    [Fact(DisplayName = "A target as a multiple of the floor is held against the ratio, not against the number")]
    public void OfFloor()
    {
        var result = new Result("row", "one CPU", "p50 µs", Spread.Of([9.0]))
        {
            Floor = Beside.Of([10, 10], [9]),
            Target = Target.Ratio(1),
        };

        Assert.Equal("met", result.Verdict);
        Assert.Equal("missed by 200 %", (result with { Target = Target.Max(3) }).Verdict);
        Assert.Equal("missed by 10 %", (result with { Target = Target.MinRatio(1) }).Verdict);
        Assert.Equal("≥ 0.95 × floor", Target.MinRatio(0.95).ToString());
        Assert.Equal(("≤ 1 × floor", "≥ 2.2", "≤ 0.3"),
            (Target.Ratio(1).ToString(), Target.Min(2.2).ToString(), Target.Max(0.3).ToString()));
    }

    [Theory(DisplayName = "A target as a multiple of the limit is held against the row's variant; without a limit there is no verdict")]
    [InlineData(true, "missed by 100 %")]
    [InlineData(false, "met")]
    public void OfLimit(bool sleeps, string verdict)
    {
        var result = new Result("row", "one CPU", "million/s", Spread.Of([1.0]))
        {
            Sleeps = Beside.Of([0.5, 0.5], [1]),
            Looks = Beside.Of([1, 1], [1]),
            Limit = sleeps ? Limit.Sleeps : Limit.Looks,
            Target = Target.MaxOfLimit(1),
        };

        Assert.Equal(verdict, result.Verdict);
        Assert.Equal("met", (result with { Target = Target.MinOfLimit(1) }).Verdict);
        Assert.Equal("no limit", (result with { Sleeps = null, Looks = null }).Verdict);
        Assert.Equal(("≤ 1 × limit", "≥ 0.5 × limit"), (result.Target.ToString(), Target.MinOfLimit(0.5).ToString()));
    }

    [Fact(DisplayName = "A row whose repetitions, or whose ratios, lie more than 25 % apart says so, and which")]
    public void FarApart()
    {
        var result = new Result("row", "one CPU", "p50 µs", Spread.Of([4, 4, 5])) { Looks = Beside.Of([2, 2, 2, 2], [4, 4, 5]) };

        Assert.Null(result.Apart);
        Assert.Equal("apart: hub 26 %, / looks 26 %", (new Result("row", "one CPU", "p50 µs", Spread.Of([100, 100, 126]))
        {
            Looks = Beside.Of([1, 1, 1, 1], [100, 100, 126]),
            Sleeps = Beside.Of([100, 100, 100, 152], [100, 100, 126]),
        }).Apart);
    }

    [Theory(DisplayName = "Numbers have three significant digits, and all those before the point")]
    [InlineData(1234.6, "1,235")]
    [InlineData(99.96, "100.0")]
    [InlineData(12.34, "12.3")]
    [InlineData(0.517, "0.52")]
    [InlineData(0.0021, "0.0021")]
    [InlineData(0, "0")]
    public void Numbers(double value, string text) => Assert.Equal(text, Table.Number(value));

    [Fact(DisplayName = "A JSON line has the number and what it was compared with, each with its spread; what there is none of is null")]
    public void Json()
    {
        var result = new Result("row", "one CPU", "p50 µs", Spread.Of([1, 2, 3]))
        {
            Floor = Beside.Of([2, 2], [4]),
            Target = Target.Max(4),
        };

        Assert.Equal(
            """{"row":"row","placement":"one CPU","metric":"p50 µs","hub":{"median":2,"least":1,"most":3},"floor":{"own":{"median":2,"least":2,"most":2},"ratio":{"median":2,"least":2,"most":2}},"sleeps":null,"looks":null,"other":null,"target":"≤ 4","verdict":"met","apart":"apart: hub 100 %"}""",
            JsonLine.Of(result));
    }

    [Fact(DisplayName = "The table has columns for the limit and for another only where they are measured")]
    public void Columns()
    {
        Assert.DoesNotContain("sleeps", new Table(limit: false, other: null).Head, StringComparison.Ordinal);
        Assert.Matches(
            "floor +sleeps +looks +peer +hub +hub / floor +/ sleeps +/ looks +/ peer +target$", new Table(limit: true, "peer").Head);
    }
}
