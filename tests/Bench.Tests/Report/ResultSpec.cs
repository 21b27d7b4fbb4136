using GpioHub.Bench.Report;
using GpioHub.Bench.Statistics;
using Xunit;

namespace GpioHub.Bench.Tests.Report;

public class ResultSpec
{
    [Theory(DisplayName = "A number's repetitions are apart by a share of their median, an exponent's by their distance")]
    [InlineData(false, 4.0, 3.8, 4.6, null)]
    [InlineData(false, 4.0, 3.6, 5.0, "apart: hub 35 %")]
    [InlineData(true, 0.01, -0.02, 0.03, null)]
    [InlineData(true, -0.1, -0.3, 0.1, "apart: 0.40")]
    public void Apart(bool isExponent, double median, double least, double most, string? expected) => Assert.Equal(
        expected, new Result("row", "where", "metric", new Spread(median, least, most)) { IsExponent = isExponent }.Apart);
}
