using GpioHub.Bench.Statistics;
using Xunit;

namespace GpioHub.Bench.Tests.Statistics;

public class SpreadSpec
{
    [Fact(DisplayName = "A spread is the median, the least and the most; of an even number the median is the mean of the middle two")]
    public void Median()
    {
        Assert.Equal(new Spread(3, 1, 9), Spread.Of([9, 1, 3]));
        Assert.Equal(new Spread(3.5, 1, 9), Spread.Of([9, 1, 3, 4]));
        Assert.Equal(new Spread(7, 7, 7), Spread.Of([7]));
        Assert.Throws<ArgumentException>(() => Spread.Of([]));
    }

    [Fact(DisplayName = "A ratio is to the mean of the floors before and after: a machine that gets slower evenly changes none")]
    public void Ratios()
    {
        Assert.Equal(new Spread(2, 2, 2), Spread.OfRatios([1, 3, 5, 7], [4, 8, 12]));
        Assert.Equal(new Spread(0.5, 0.5, 0.5), Spread.OfRatios([4, 4], [2]));
        Assert.Throws<ArgumentException>(() => Spread.OfRatios([1, 2], [1, 2]));
    }
}
