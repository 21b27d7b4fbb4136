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
        var result =
            new Result("row", "one CPU", "p50 µs", Spread.Of([9.0])) { Floor = 10, Ratio = Spread.Of([0.9]), Target = Target.Ratio(1) };

        Assert.Equal("met", result.Verdict);
        Assert.Equal("missed by 200 %", (result with { Target = Target.Max(3) }).Verdict);
        Assert.Equal(("≤ 1 × floor", "≥ 2.2", "≤ 0.3"),
            (Target.Ratio(1).ToString(), Target.Min(2.2).ToString(), Target.Max(0.3).ToString()));
    }

    [Theory(DisplayName = "Numbers have three significant digits, and all those before the point")]
    [InlineData(1234.6, "1,235")]
    [InlineData(99.96, "100.0")]
    [InlineData(12.34, "12.3")]
    [InlineData(0.517, "0.52")]
    [InlineData(0.0021, "0.0021")]
    [InlineData(0, "0")]
    public void Numbers(double value, string text) => Assert.Equal(text, Table.Number(value));

    [Fact(DisplayName = "A JSON line has the number, its spread, the floor, the ratio and the verdict; what there is none of is null")]
    public void Json()
    {
        var result = new Result("row", "one CPU", "p50 µs", Spread.Of([1, 2, 3])) { Target = Target.Max(4) };

        Assert.Equal(
            """{"row":"row","placement":"one CPU","metric":"p50 µs","floor":null,"hub":2,"hubLeast":1,"hubMost":3,"ratio":null,"ratioLeast":null,"ratioMost":null,"target":"≤ 4","verdict":"met"}""",
            JsonLine.Of(result));
    }
}
