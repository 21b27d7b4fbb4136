using GpioHub.Actors.Guests;
using GpioHub.Actors.Tests.Support;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>How many messages the chains of one turn cost: work goes in batches (AK-07).</summary>
public class BatchSpec
{
    private const int Turn = GuestQueues.ChainsPerTurn;

    private static readonly int[] Lines = [.. Enumerable.Range(0, Turn / 2)];

    [Theory(DisplayName = "The requests that a turn takes are one message per line, and the lines' answers none; " +
        "used.idx moves once for them, and the signal is one")]
    [InlineData(GpioMessage.GetDirection, Turn)]
    [InlineData(GpioMessage.SetValue, Turn)]
    [InlineData(GpioMessage.SetValue, HotRig.RingSize)]
    public async Task Requests(GpioMessage type, int requests)
    {
        var count = new MessageCount();
        await using var rig = await HotRig.StartAsync(crashes: count);
        var guest = rig.Guests[0];
        foreach (int line in Lines) guest.Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.Out);
        Chain[] chains = [.. Enumerable.Range(0, requests).Select(i => guest.Message(type, i % Lines.Length))];

        var heard = await HeardAsync(rig, count, guest.Requests, () => guest.Requests.Offer(chains), requests);
        int turns = requests / Turn;
        Assert.Equal([("LineActor", "LineWork", turns * Lines.Length), ("RequestQueueActor", "Drain", turns)], heard);
    }

    [Fact(DisplayName = "The requests that a turn takes of one line are two messages in all")]
    public async Task OneLine()
    {
        var count = new MessageCount();
        await using var rig = await HotRig.StartAsync(crashes: count);
        var guest = rig.Guests[0];
        Chain[] chains = [.. Enumerable.Range(0, Turn).Select(_ => guest.Message(GpioMessage.GetDirection, 5))];

        var heard = await HeardAsync(rig, count, guest.Requests, () => guest.Requests.Offer(chains), Turn);
        Assert.Equal([("LineActor", "LineWork", 1), ("RequestQueueActor", "Drain", 1)], heard);
    }

    [Fact(DisplayName = "GET_VALUE of lines for which nothing waits is no message to them, over however many lines")]
    public async Task Reads()
    {
        var count = new MessageCount();
        await using var rig = await HotRig.StartAsync(crashes: count);
        var guest = rig.Guests[0];
        Chain[] chains = [.. Enumerable.Range(0, Turn).Select(i => guest.Message(GpioMessage.GetValue, i % Lines.Length))];

        var heard = await HeardAsync(rig, count, guest.Requests, () => guest.Requests.Offer(chains), Turn);
        Assert.Equal([("RequestQueueActor", "Drain", 1)], heard);
    }

    [Fact(DisplayName =
        "The requests of a line are one message to it, and GET_VALUE of another line beside them is none")]
    public async Task ReadsBehind()
    {
        var count = new MessageCount();
        await using var rig = await HotRig.StartAsync(crashes: count);
        var guest = rig.Guests[0];
        guest.Ask(GpioMessage.SetDirection, 5, (uint)GpioDirection.Out);
        Chain[] chains =
        [
            guest.Message(GpioMessage.GetValue, 5), guest.Message(GpioMessage.SetValue, 5, 1), guest.Message(GpioMessage.GetValue, 5),
            guest.Message(GpioMessage.GetValue, 6),
        ];

        var heard = await HeardAsync(rig, count, guest.Requests, () => guest.Requests.Offer(chains), chains.Length);
        Assert.Equal([("LineActor", "LineWork", 1), ("RequestQueueActor", "Drain", 1)], heard);
    }

    [Fact(DisplayName = "Buffers are one message per line, with the requests that come with them")]
    public async Task Buffers()
    {
        var count = new MessageCount();
        await using var rig = await HotRig.StartAsync(crashes: count);
        var guest = rig.Guests[0];
        Chain[] pairs = [.. Lines.Select(line => guest.Pair(line, IrqStatus.Invalid))];
        Chain[] requests = [.. Lines.Select(line => guest.Message(GpioMessage.GetDirection, line))];

        var heard = await HeardAsync(
            rig,
            count,
            guest.Requests,
            () =>
            {
                guest.Events.Offer(pairs);
                guest.Requests.Offer(requests);
            },
            requests.Length);
        Assert.Equal(
            [
                ("LineActor", "LineWork", Lines.Length), ("EventQueueActor", "Drain", 1), ("EventQueueActor", "ReturnsReady", 1),
                ("RequestQueueActor", "Drain", 1),
            ],
            heard);
        guest.Events.Await(pairs.Length);
    }

    [Fact(DisplayName = "The edges of one line in one turn are one message to each that watches it, and one interrupt; " +
        "those of several lines are one message each")]
    public async Task Edges()
    {
        var count = new MessageCount();
        await using var rig = await HotRig.StartAsync(guests: 3, crashes: count);
        var (source, watchers) = (rig.Guests[0], rig.Guests[1..]);
        foreach (int line in Lines)
        {
            source.Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.Out);
            foreach (var watcher in watchers)
            {
                watcher.Ask(GpioMessage.SetIrqType, line, (uint)IrqType.EdgeBoth);
                watcher.Events.Offer(watcher.Pair(line, IrqStatus.Valid));
            }
        }

        Chain[] storm = [.. Enumerable.Range(0, Turn).Select(i => source.Message(GpioMessage.SetValue, 0, 1 - (uint)i % 2))];
        var heard = await HeardAsync(rig, count, watchers[0].Events, () => source.Requests.Offer(storm), back: 1);
        Assert.Contains(("LineActor", "PendingEdges", watchers.Length), heard);
        Assert.Contains(("EventQueueActor", "ReturnsReady", watchers.Length), heard);

        watchers[1].Events.Await(1);
        source.Requests.Await(storm.Length);
        foreach (var watcher in watchers) watcher.Events.Offer(watcher.Pair(0, IrqStatus.Valid));
        Chain[] all = [.. Lines.Select(line => source.Message(GpioMessage.SetValue, line, 1))];
        heard = await HeardAsync(rig, count, watchers[0].Events, () => source.Requests.Offer(all), Lines.Length);
        Assert.Contains(("LineActor", "PendingEdges", watchers.Length * Lines.Length), heard);
        Assert.Contains(("EventQueueActor", "ReturnsReady", watchers.Length), heard);
    }

    /// <summary>What the actors hear while the hub does what was offered to it at once.</summary>
    /// <param name="queue">Where so many chains come <paramref name="back"/>: a whole turn's at a time, with one signal.</param>
    private static async Task<IReadOnlyList<(string Actor, string Message, int Times)>> HeardAsync(HotRig rig, MessageCount count,
        BareQueue queue, Action offer, int back)
    {
        ushort before = queue.UsedIndex;
        using (await rig.HoldAsync())
        {
            count.Take();
            queue.AskForSignal();
            offer();
        }

        for (int step, done = 0; done < back; done += step)
            Assert.Equal(0, (step = queue.NextStep((ushort)(before + done))) % Math.Min(back, Turn));
        using var after = await rig.HoldAsync();                           // the turn is over, and its signals are sent
        Assert.Equal(1, queue.Signals());
        Assert.Equal(back, queue.Await(back));
        return count.Take();
    }
}
