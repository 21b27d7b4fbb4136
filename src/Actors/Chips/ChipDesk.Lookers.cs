using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Chips;

/// <content>Edges and contentions for subscribers from outside.</content>
public sealed partial class ChipDesk
{
    private readonly LogThrottle _contentions = new();

    /// <summary>Has the device watch these lines, because somebody is about to subscribe to them.</summary>
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

    /// <summary>Whether somebody subscribed to this line. The chip's other lines must not pay for it: publishing allocates, and takes the
    /// hub's one lock.</summary>
    private bool IsLookedAt(Net net)
    {
        foreach (var entry in health.Subscribers)
            if (entry.Lines.Contains(net.Index)) return true;
        return false;
    }

    /// <summary>Notes that one driver kept another from driving. All contentions are counted. They are shown as often as a log line may be,
    /// because a guest can cause them as fast as it likes.</summary>
    /// <param name="wants">Who wanted to drive, as <see cref="LineEvent.Cause"/>.</param>
    /// <param name="holds">Who drives, likewise.</param>
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

    /// <summary>Shows an event to subscribers. Subscribers get events in the order of their numbers, whichever reactors the events come
    /// from.</summary>
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
