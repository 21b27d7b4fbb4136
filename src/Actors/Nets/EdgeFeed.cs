using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Nets;

/// <summary>Edges and contentions for subscribers from outside. Chip's reactor only.</summary>
internal sealed class EdgeFeed(ChipNets nets, ChipEnvironment environment)
{
    private readonly List<Subscriber> _subscribers = [];
    private readonly Dictionary<EdgeSubscription, ImmutableHashSet<int>> _expected = [];   // present, or about to subscribe

    /// <summary>Has the device watch these lines, because somebody is about to subscribe to them.</summary>
    /// <returns>Nets whose device is to watch them from now on.</returns>
    public IReadOnlyList<Net> Expect(EdgeSubscription subscription, IEnumerable<int> lines)
    {
        var (before, now) = (_expected.GetValueOrDefault(subscription, []), lines.Where(IsThere).ToImmutableHashSet());
        _expected[subscription] = now;
        return [.. Count(now.Except(before), +1), .. Count(before.Except(now), -1)];
    }

    /// <summary>Whether a subscriber that was about to come has not gone again.</summary>
    public bool Expects(EdgeSubscription subscription) => _expected.ContainsKey(subscription);

    /// <summary>Shows the lines' levels, and every edge from then on.</summary>
    public void Subscribe(EdgeSubscription subscription, IReadOnlyCollection<int> lines)
    {
        _subscribers.RemoveAll(entry => entry.Subscription == subscription);
        _subscribers.Add(new Subscriber(lines.ToImmutableHashSet(), subscription));
        long now = environment.Clock.NowNs;
        lock (environment.Sequence.Publishing)
        {
            foreach (int line in lines)
            {
                subscription.Publish(new LineEvent(environment.Sequence.Next(), new ChipLineAddress(nets.Plan.Id, line),
                    LineEventKind.Snapshot, nets.Has(line) && nets[line].Level, now, "", LostBefore: 0));
            }
        }
    }

    /// <returns>Nets whose device need not watch them any more.</returns>
    public IReadOnlyList<Net> Unsubscribe(EdgeSubscription subscription)
    {
        _subscribers.RemoveAll(entry => entry.Subscription == subscription);
        return _expected.Remove(subscription, out var lines) ? Count(lines, -1) : [];
    }

    /// <summary>Shows nothing more of lines that are gone.</summary>
    public void Forget(IReadOnlyList<Net> gone)
    {
        if (gone.Count == 0) return;
        int[] lines = [.. gone.Select(net => net.Index)];
        foreach (var (subscription, expected) in _expected.ToArray()) _expected[subscription] = expected.Except(lines);
        for (int i = 0; i < _subscribers.Count; i++)
            _subscribers[i] = _subscribers[i] with { Lines = _subscribers[i].Lines.Except(lines) };
    }

    /// <summary>Numbers an edge, and shows it if somebody has subscribed.</summary>
    /// <param name="cause">"stimulus", "hardware", "fault", "configuration" or a guest's name.</param>
    /// <param name="ns">CLOCK_MONOTONIC, nanoseconds; null = now.</param>
    public void Edge(Net net, bool level, string cause, long? ns)
    {
        if (IsSubscribed(net)) PublishEdge(net, level, cause, ns ?? environment.Clock.NowNs);
        else environment.Sequence.Next();
    }

    /// <summary>Numbers a contention, and shows it if somebody has subscribed.</summary>
    /// <param name="wants">Who wanted to drive, as <see cref="LineEvent.Cause"/>.</param>
    /// <param name="holds">Who drives, likewise.</param>
    public void Contention(Net net, string wants, string holds, long ns)
    {
        if (IsSubscribed(net)) Publish(net, LineEventKind.Contention, net.Level, wants, ns, holds);
        else environment.Sequence.Next();
    }

    private bool IsThere(int line) => line < nets.All.Length;

    /// <summary>One subscriber of these lines more (+1) or less (−1). It looks at no other subscriber: guests of this reactor wait
    /// meanwhile.</summary>
    /// <returns>Nets that have their first subscriber, or have lost their last.</returns>
    private List<Net> Count(ImmutableHashSet<int> lines, int sign)
    {
        var differ = new List<Net>();
        foreach (int line in lines)
        {
            var net = nets[line];
            bool had = net.Subscribers > 0;
            net.Subscribers += sign;
            if (net.Subscribers > 0 != had) differ.Add(net);
        }

        return differ;
    }

    /// <summary>Whether somebody subscribed to this line. The chip's other lines must not pay for it: publishing allocates, and takes the
    /// hub's one lock.</summary>
    private bool IsSubscribed(Net net)
    {
        foreach (var entry in _subscribers)
            if (entry.Lines.Contains(net.Index)) return true;
        return false;
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
            foreach (var entry in _subscribers)
                if (entry.Lines.Contains(net.Index)) entry.Subscription.Publish(shown);
        }
    }

    private sealed record Subscriber(ImmutableHashSet<int> Lines, EdgeSubscription Subscription);
}
