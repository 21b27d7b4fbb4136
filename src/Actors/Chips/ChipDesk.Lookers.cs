using System.Collections.Immutable;
using GpioHub.Actors.Control;
using GpioHub.Actors.Rigs;

namespace GpioHub.Actors.Chips;

/// <content>Edges and contentions as they are shown to those who subscribed from outside.</content>
public sealed partial class ChipDesk
{
    private readonly LogThrottle _contentions = new();

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
            foreach (int line in lines)
            {
                subscription.Publish(new LineEvent(environment.Sequence.Next(), new ChipLineAddress(nets.Plan.Id, line),
                    LineEventKind.Snapshot, nets.Has(line) && nets.Level(line), now, "", LostBefore: 0));
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

    /// <summary>Somebody subscribed to this line. Others of the chip are not to pay for it:
    /// publishing allocates, and takes the hub's one lock.</summary>
    private bool IsLookedAt(Net net)
    {
        foreach (var entry in health.Subscribers)
            if (entry.Lines.Contains(net.Index)) return true;
        return false;
    }

    /// <summary>A driver was kept from driving by another: counted always, shown as often as a log line may be, because a guest can cause
    /// it as fast as it likes.</summary>
    /// <param name="wants">As <see cref="LineEvent.Cause"/>.</param>
    /// <param name="holds">Likewise.</param>
    /// <returns>true = it was shown, and may be logged.</returns>
    private bool Contend(Net net, string wants, string holds)
    {
        net.Contentions++;
        long now = environment.Clock.NowNs;
        if (!_contentions.Allows(now)) return false;
        if (IsLookedAt(net)) Publish(net, LineEventKind.Contention, net.Level, wants, now, holds);
        else environment.Sequence.Next();
        return true;
    }

    private void PublishEdge(Net net, bool level, string cause, long ns) =>
        Publish(net, level ? LineEventKind.Rising : LineEventKind.Falling, level,
            cause is "stimulus" or "hardware" or "fault" or "configuration" ? cause : $"guest {cause}", ns);

    /// <summary>Shows an event to those who subscribed, in the order of its number whichever reactor the events before
    /// and after it are on.</summary>
    private void Publish(Net net, LineEventKind kind, bool level, string cause, long ns, string? holder = null)
    {
        lock (environment.Sequence.Publishing)
        {
            var shown = new LineEvent(environment.Sequence.Next(), new ChipLineAddress(nets.Plan.Id, net.Index), kind, level, ns,
                cause, LostBefore: 0)
            {
                Holder = holder,
            };
            foreach (var entry in health.Subscribers)
                if (entry.Lines.Contains(net.Index)) entry.Subscription.Publish(shown);
        }
    }
}
