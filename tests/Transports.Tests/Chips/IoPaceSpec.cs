using GpioHub.Transports.Chips;
using Xunit;

namespace GpioHub.Transports.Tests.Chips;

/// <summary>When values move onto the reactor, and off it (HR-27).</summary>
public class IoPaceSpec
{
    [Fact(DisplayName = "A chip is inline after 1,000 calls in a row under 20 µs, and not one earlier")]
    public void BecomesInline()
    {
        var pace = After(default, IoPace.FastCallsWanted - 1, 19_999);
        Assert.False(pace.IsInline);
        Assert.True(pace.After(0).IsInline);
    }

    [Fact(DisplayName = "One call of 20 µs among them begins the count anew")]
    public void OneSlowCall()
    {
        var pace = After(default, IoPace.FastCallsWanted - 1, 1).After(IoPace.FastNs);
        pace = After(pace, IoPace.FastCallsWanted - 1, 1);
        Assert.False(pace.IsInline);
        Assert.True(pace.After(1).IsInline);
    }

    [Theory(DisplayName = "It goes back to its thread at the first call above 100 µs, and has to prove itself again")]
    [InlineData(100_000, true)]
    [InlineData(100_001, false)]
    public void GoesBack(long tookNs, bool inline)
    {
        var pace = After(default, IoPace.FastCallsWanted, 1).After(tookNs);
        Assert.Equal(inline, pace.IsInline);
        if (!inline) Assert.False(After(pace, IoPace.FastCallsWanted - 1, 1).IsInline);
    }

    private static IoPace After(IoPace pace, int calls, long tookNs)
    {
        for (int i = 0; i < calls; i++) pace = pace.After(tookNs);
        return pace;
    }
}
