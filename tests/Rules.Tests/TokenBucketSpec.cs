using Xunit;

namespace GpioHub.Rules.Tests;

/// <summary>A number of tokens a second (IF-1.9, requestsPerSecond and interruptsPerSecond).</summary>
public class TokenBucketSpec
{
    private const long Second = 1_000_000_000;

    [Theory(DisplayName = "Who takes all that there is gets the rate, over any time, and never more than it and the reserve")]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(999)]
    [InlineData(1_000_000)]
    [InlineData(1_000_000_000)]
    public void Rate(int rate)
    {
        var random = new Random(rate);
        var bucket = TokenBucket.Full(rate, 0);
        long now = 0, taken = 0;
        long reserve = Math.Max(2, 1 + (rate / 10));
        while (now < 1_000 * Second)
        {
            now += random.NextInt64(1, (Second / 10) + 1);
            bucket = bucket.At(now);
            int all = bucket.Whole;
            Assert.InRange(all, 0, reserve);
            bucket = bucket.Without(all);
            taken += all;
            long due = (long)((Int128)rate * now / Second);
            Assert.InRange(taken, due - 1, due + reserve);
        }
    }

    [Theory(DisplayName = "The next token is there exactly when it says, and not a nanosecond earlier")]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_000)]
    [InlineData(1_000_000_000)]
    public void Next(int rate)
    {
        var bucket = TokenBucket.Full(rate, 5);
        bucket = bucket.Without(bucket.Whole);
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(0, bucket.Whole);
            long next = bucket.NextNs;
            Assert.Equal(0, bucket.At(next - 1).Whole);
            bucket = bucket.At(next);
            Assert.Equal(1, bucket.Whole);
            Assert.Equal(next, bucket.NextNs);
            bucket = bucket.Without(1);
        }
    }

    [Fact(DisplayName = "A clock that goes back, or stands for an age, adds no more than is due")]
    public void Clocks()
    {
        var bucket = TokenBucket.Full(100, 10 * Second).Without(11);
        Assert.Equal(0, bucket.At(0).Whole);
        Assert.Equal(bucket, bucket.At(10 * Second));
        Assert.Equal(11, bucket.At(long.MaxValue).Whole);
    }

    [Fact(DisplayName = "Without a limit there is always more")]
    public void Unlimited()
    {
        var bucket = TokenBucket.Full(null, 0).At(7).Without(int.MaxValue);
        Assert.Equal((true, int.MaxValue), (bucket.IsUnlimited, bucket.Whole));
        Assert.Equal((true, int.MaxValue), (default(TokenBucket).IsUnlimited, default(TokenBucket).Whole));
    }
}
