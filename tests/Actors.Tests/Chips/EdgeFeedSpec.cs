using GpioHub.Actors.Hosting;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Transports.Recording;
using Xunit;

namespace GpioHub.Actors.Tests.Chips;

/// <summary>Which lines a device watches for readers from outside.</summary>
public class EdgeFeedSpec
{
    private readonly ChipNets _nets = new(Plans.Sim("bench", "A", "B", "C"), []);
    private readonly EdgeFeed _feed;

    public EdgeFeedSpec() => _feed = new EdgeFeed(_nets, new ChipEnvironment(SystemClock.Instance, new EdgeLog(reactors: 1), Reactor: 0));

    [Fact(DisplayName = "A line is watched from its first watcher to its last, whoever else comes and goes")]
    public void FirstAndLast()
    {
        var (one, two) = (new Watcher(), new Watcher());

        Assert.Equal([0, 1], Lines(_feed.Watch(one, [0, 1])));
        Assert.Equal([2], Lines(_feed.Watch(two, [1, 2])));
        Assert.Equal([0], Lines(_feed.Unwatch(one)));
        Assert.Empty(_feed.Unwatch(one));
        Assert.Equal([1, 2], Lines(_feed.Unwatch(two)));
    }

    [Fact(DisplayName = "A watcher that asks again counts once, for the lines that it asked for last")]
    public void Again()
    {
        var one = new Watcher();

        Assert.Equal([0, 1], Lines(_feed.Watch(one, [0, 1])));
        Assert.Empty(_feed.Watch(one, [0, 1]));
        Assert.Equal([0, 2], Lines(_feed.Watch(one, [1, 2])));
        Assert.Equal([1, 2], Lines(_feed.Unwatch(one)));
    }

    [Fact(DisplayName = "A line that is not there, or has gone since, is not watched; those beside it are")]
    public void Gone()
    {
        var one = new Watcher();
        Assert.Equal([0, 2], Lines(_feed.Watch(one, [0, 2, 7])));

        _feed.Forget(_nets.Replan(Plans.Sim("bench", "A", "B")));

        Assert.Equal([0], Lines(_feed.Unwatch(one)));
    }

    private static int[] Lines(IReadOnlyList<Net> nets) => [.. nets.Select(net => net.Index).Order()];
}
