using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Rules.Tests.Plan;

public class TimeTextSpec
{
    [Theory(DisplayName = "A time is told in the largest unit that leaves no fraction; what is below a microsecond is cut off (IF-1.4)")]
    [InlineData(0, "0")]
    [InlineData(9, "0us")]
    [InlineData(10, "1us")]
    [InlineData(15_009, "1500us")]
    [InlineData(10_000, "1ms")]
    [InlineData(15_000_000, "1500ms")]
    [InlineData(10_000_000, "1s")]
    [InlineData(900_000_000, "90s")]
    [InlineData(600_000_000, "1m")]
    [InlineData(72_000_000_000, "120m")]
    public void Of(long ticks, string words) => Assert.Equal(words, TimeText.Of(TimeSpan.FromTicks(ticks)));
}
