using GpioHub.Transports.Reactor;
using Xunit;

namespace GpioHub.Transports.Tests.Reactor;

public sealed class PollWindowSpec
{
    private const long Us = 1_000;

    [Fact(DisplayName =
        "A reactor that has seen no traffic sleeps at once; so does one whose last pause was longer than it would look around")]
    public void NothingToLookFor()
    {
        var window = new PollWindow(Polling.Auto);
        Assert.Equal(0, window.Ns);
        window.Arrived(20 * Us);
        Assert.True(window.Ns > 0);
        window.Arrived(Polling.AutoLimitNs + 1);
        Assert.Equal(0, window.Ns);
    }

    [Fact(DisplayName = "After a short pause it looks around for four times as long, and never longer than the limit")]
    public void FollowsTheTraffic()
    {
        var window = new PollWindow(Polling.Auto);
        window.Arrived(20 * Us);
        Assert.Equal(80 * Us, window.Ns);
        window.Arrived(100 * Us);
        Assert.Equal(Polling.AutoLimitNs, window.Ns);
    }

    [Fact(DisplayName = "A window shrinks by and by while input comes sooner, so that one quick request amid slower ones does not end it")]
    public void ShrinksSlowly()
    {
        var window = new PollWindow(Polling.Auto);
        window.Arrived(40 * Us);
        window.Arrived(0);
        Assert.Equal(140 * Us, window.Ns);
        for (int i = 0; i < 200; i++) window.Arrived(1 * Us);
        Assert.Equal(4 * Us, window.Ns);
    }

    [Fact(DisplayName = "A reactor that lost its CPU while it looked around stops, until traffic shows again that it pays")]
    public void GivesWay()
    {
        var window = new PollWindow(Polling.Auto);
        window.Arrived(20 * Us);
        window.Disturbed();
        Assert.Equal(0, window.Ns);
        window.Arrived(20 * Us);
        Assert.Equal(80 * Us, window.Ns);
    }

    [Theory(DisplayName = "A fixed time, off included, is what it is whatever comes")]
    [InlineData(0)]
    [InlineData(20 * Us)]
    public void FixedStays(long ns)
    {
        var window = new PollWindow(Polling.Fixed(ns));
        window.Arrived(1);
        window.Arrived(long.MaxValue);
        window.Disturbed();
        Assert.Equal(ns, window.Ns);
        Assert.Equal(Polling.Off, Polling.Fixed(0));
    }

    [Fact(DisplayName = "A reactor gives its CPU away before each sleep, until that took too long; then not for the next thousand")]
    public void CourtesyEnds()
    {
        var courtesy = new YieldLimit();
        Assert.True(courtesy.Allows());
        courtesy.Took(YieldLimit.TooLongNs);
        Assert.True(courtesy.Allows());
        courtesy.Took(YieldLimit.TooLongNs + 1);
        for (int sleep = 0; sleep < YieldLimit.SleepsWithout; sleep++) Assert.False(courtesy.Allows());
        Assert.True(courtesy.Allows());
    }
}
