using GpioHub.Actors.Hosting;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using Xunit;

namespace GpioHub.Actors.Tests.Chips;

/// <summary>Which lines a device watches for subscribers.</summary>
public class EdgeFeedSpec
{
    private readonly ChipNets _nets = new(Plans.Sim("bench", "A", "B", "C"), []);
    private readonly EdgeFeed _feed;

    public EdgeFeedSpec() => _feed = new EdgeFeed(_nets, new ChipEnvironment(SystemClock.Instance, new EventSequence()));

    [Fact(DisplayName = "A line is watched from its first subscriber to its last, whoever else comes and goes")]
    public void FirstAndLast()
    {
        var (one, two) = (new EdgeSubscription(1), new EdgeSubscription(1));

        Assert.Equal([0, 1], Lines(_feed.Expect(one, [0, 1])));
        Assert.Equal([2], Lines(_feed.Expect(two, [1, 2])));
        Assert.Equal([0], Lines(_feed.Unsubscribe(one)));
        Assert.Empty(_feed.Unsubscribe(one));
        Assert.Equal([1, 2], Lines(_feed.Unsubscribe(two)));
    }

    [Fact(DisplayName = "A subscriber that asks again counts once, for the lines that it asked for last")]
    public void Again()
    {
        var one = new EdgeSubscription(1);

        Assert.Equal([0, 1], Lines(_feed.Expect(one, [0, 1])));
        Assert.Empty(_feed.Expect(one, [0, 1]));
        Assert.Equal([0, 2], Lines(_feed.Expect(one, [1, 2])));
        Assert.Equal([1, 2], Lines(_feed.Unsubscribe(one)));
    }

    [Fact(DisplayName = "A line that is not there, or has gone since, is not watched; those beside it are")]
    public void Gone()
    {
        var one = new EdgeSubscription(1);
        Assert.Equal([0, 2], Lines(_feed.Expect(one, [0, 2, 7])));

        _feed.Forget(_nets.Replan(Plans.Sim("bench", "A", "B")));

        Assert.Equal([0], Lines(_feed.Unsubscribe(one)));
    }

    private static int[] Lines(IReadOnlyList<Net> nets) => [.. nets.Select(net => net.Index).Order()];
}
