using GpioHub.Bench.Statistics;
using Xunit;

namespace GpioHub.Bench.Tests.Statistics;

public class GrowthSpec
{
    private static readonly int[] Sizes = [1, 4, 16, 64];

    [Theory(DisplayName = "The exponent of a power of the size is that power: 0 of a constant, 1 of what is linear, 2 of a loop in a loop")]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(2.0)]
    public void Powers(double power) =>
        Assert.Equal(power, Growth.Exponent(Sizes, Sizes.Select(size => 7 * Math.Pow(size, power))), precision: 9);

    [Fact(DisplayName = "A fixed cost beside a linear one makes the exponent less than 1; a quadratic one beside it, more")]
    public void Mixed()
    {
        Assert.InRange(Growth.Exponent(Sizes, Sizes.Select(size => 10.0 + size)), 0.2, 0.8);
        Assert.InRange(Growth.Exponent(Sizes, Sizes.Select(size => size + 0.1 * size * size)), 1.2, 1.8);
    }

    [Fact(DisplayName = "Size 0 has no logarithm and is left out; of one size there is no slope")]
    public void Zero()
    {
        Assert.Equal(1, Growth.Exponent([0, 1, 2], [99, 3, 6]), precision: 9);
        Assert.Throws<ArgumentException>(() => Growth.Exponent([0, 8], [1, 2]));
    }
}
