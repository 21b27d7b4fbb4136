using GpioHub.Actors.Tests.Support;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>What a full ring costs in messages: work in batches (actor-runtime.md §3).</summary>
public class BatchSpec
{
    private static readonly int[] Lines = [.. Enumerable.Range(0, HotRig.Lines)];

    [Theory(DisplayName = "64 requests over 32 lines are one message per line, and the lines' answers one message to the queue: 33, not 128; used.idx and the signal move once")]
    [InlineData(GpioMessage.GetDirection)]
    [InlineData(GpioMessage.GetValue)]
    [InlineData(GpioMessage.SetValue)]
    public async Task Requests(GpioMessage type)
    {
        var count = new MessageCount();
        await using var rig = await HotRig.StartAsync(faults: count);
        var guest = rig.Guests[0];
        foreach (int line in Lines) guest.Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.Out);
        Chain[] chains = [.. Enumerable.Range(0, HotRig.RingSize).Select(i => guest.Message(type, i % HotRig.Lines))];

        var heard = await HeardAsync(rig, count, guest.Requests, () => guest.Requests.Offer(chains), chains.Length);
        Assert.Equal([("LineActor", "LineWork", 32), ("RequestQueueActor", "AnswersReady", 1), ("RequestQueueActor", "Drain", 1)], heard);
    }

    [Fact(DisplayName = "64 requests of one line are three messages in all")]
    public async Task OneLine()
    {
        var count = new MessageCount();
        await using var rig = await HotRig.StartAsync(faults: count);
        var guest = rig.Guests[0];
        Chain[] chains = [.. Enumerable.Range(0, HotRig.RingSize).Select(_ => guest.Message(GpioMessage.GetValue, 5))];

        var heard = await HeardAsync(rig, count, guest.Requests, () => guest.Requests.Offer(chains), chains.Length);
        Assert.Equal([("LineActor", "LineWork", 1), ("RequestQueueActor", "AnswersReady", 1), ("RequestQueueActor", "Drain", 1)], heard);
    }

    [Fact(DisplayName = "32 buffers are one message per line, with the requests that come with them")]
    public async Task Buffers()
    {
        var count = new MessageCount();
        await using var rig = await HotRig.StartAsync(faults: count);
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
                ("LineActor", "LineWork", 32), ("EventQueueActor", "Drain", 1), ("EventQueueActor", "ReturnsReady", 1),
                ("RequestQueueActor", "AnswersReady", 1), ("RequestQueueActor", "Drain", 1),
            ],
            heard);
        guest.Events.Await(pairs.Length);
    }

    [Fact(DisplayName = "64 edges of one line in one turn are one message to each that watches it, and one interrupt; edges of 32 lines one message each")]
    public async Task Edges()
    {
        var count = new MessageCount();
        await using var rig = await HotRig.StartAsync(guests: 3, faults: count);
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

        Chain[] storm = [.. Enumerable.Range(0, HotRig.RingSize).Select(i => source.Message(GpioMessage.SetValue, 0, 1 - (uint)i % 2))];
        var heard = await HeardAsync(rig, count, watchers[0].Events, () => source.Requests.Offer(storm), back: 1);
        Assert.Contains(("LineActor", "PendingEdges", watchers.Length), heard);
        Assert.Contains(("EventQueueActor", "ReturnsReady", watchers.Length), heard);

        watchers[1].Events.Await(1);
        source.Requests.Await(storm.Length);
        foreach (var watcher in watchers) watcher.Events.Offer(watcher.Pair(0, IrqStatus.Valid));
        Chain[] all = [.. Lines.Select(line => source.Message(GpioMessage.SetValue, line, 1))];
        heard = await HeardAsync(rig, count, watchers[0].Events, () => source.Requests.Offer(all), HotRig.Lines);
        Assert.Contains(("LineActor", "PendingEdges", watchers.Length * HotRig.Lines), heard);
        Assert.Contains(("EventQueueActor", "ReturnsReady", watchers.Length), heard);
    }

    /// <summary>What the actors hear while the hub does in one turn what was offered to it.</summary>
    /// <param name="queue">Where so many chains come <paramref name="back"/>: all at once, with one signal.</param>
    private static async Task<IReadOnlyList<(string Actor, string Message, int Times)>> HeardAsync(HotRig rig, MessageCount count, BareQueue queue, Action offer, int back)
    {
        ushort before = queue.UsedIndex;
        using (await rig.HoldAsync())
        {
            count.Take();
            queue.AskForSignal();
            offer();
        }

        Assert.Equal(back, queue.NextStep(before));
        using var after = await rig.HoldAsync();                           // the turn is over, and its signals are sent
        Assert.Equal(1, queue.Signals());
        Assert.Equal(back, queue.Await(back));
        return count.Take();
    }
}
