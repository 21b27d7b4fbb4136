using System.Collections.Immutable;
using GpioHub.Actors.Control;
using GpioHub.Actors.Rigs;

namespace GpioHub.Actors.Chips;

/// <content>Edges as they are shown to those who subscribed from outside.</content>
public sealed partial class ChipDesk
{
    /// <summary>From now on somebody may look at these lines: a device begins to watch them.</summary>
    public void Look(EdgeSubscription subscription, IEnumerable<int> lines)
    {
        health.Looking[subscription] = lines.ToImmutableHashSet();
        CountLookers();
    }

    /// <summary>Shows the lines' levels, and every edge from then on.</summary>
    public void Subscribe(EdgeSubscription subscription, IReadOnlyCollection<int> lines)
    {
        health.Subscribers.RemoveAll(entry => entry.Subscription == subscription);
        health.Subscribers.Add(new ChipHealth.Subscriber(lines.ToImmutableHashSet(), subscription));
        long now = environment.Clock.NowNs;
        lock (environment.Sequence.Publishing)
        {
            foreach (int line in lines.Where(nets.Has))
            {
                subscription.Publish(new LineEvent(environment.Sequence.Next(), new ChipLineAddress(nets.Plan.Id, line),
                    LineEventKind.Snapshot, nets.Level(line), now, "", LostBefore: 0));
            }
        }
    }

    public void Unsubscribe(EdgeSubscription subscription)
    {
        health.Subscribers.RemoveAll(entry => entry.Subscription == subscription);
        if (health.Looking.Remove(subscription)) CountLookers();
    }

    private void CountLookers()
    {
        foreach (var net in nets.All)
        {
            int lookers = health.Looking.Values.Count(lines => lines.Contains(net.Index));
            bool differs = (lookers > 0) != (net.Lookers > 0);
            net.Lookers = lookers;
            if (differs) Settle(net);
        }
    }

    /// <summary>Somebody subscribed to this line. Others of the chip are not to pay for it: publishing allocates, and takes the hub's one lock.</summary>
    private bool IsLookedAt(Net net)
    {
        foreach (var entry in health.Subscribers)
            if (entry.Lines.Contains(net.Index)) return true;
        return false;
    }

    /// <summary>Shows an edge to those who subscribed, in the order of its number whichever reactor the edges before and after it are on.</summary>
    private void Publish(Net net, bool level, string cause, long ns)
    {
        string who = cause is "stimulus" or "hardware" or "configuration" ? cause : $"guest {cause}";
        lock (environment.Sequence.Publishing)
        {
            var edge = new LineEvent(environment.Sequence.Next(), new ChipLineAddress(nets.Plan.Id, net.Index), level ? LineEventKind.Rising : LineEventKind.Falling,
                level, ns, who, LostBefore: 0);
            foreach (var entry in health.Subscribers)
                if (entry.Lines.Contains(net.Index)) entry.Subscription.Publish(edge);
        }
    }
}
