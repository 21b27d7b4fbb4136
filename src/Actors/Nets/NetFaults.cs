using GpioHub.Actors.Hosting;
using GpioHub.Actors.Wires;
using GpioHub.Recording.Log;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Nets;
using GpioHub.Transports.Chips;

namespace GpioHub.Actors.Nets;

/// <summary>The faults between nets and their readers. Every change of a resolved level passes here on its way to the readers.</summary>
/// <remarks>A net without faults pays one check for null. Chip's reactor only.</remarks>
internal sealed class NetFaults(ChipNets nets, EdgeFanOut fanOut, EdgeFeed feed, TimedNets timed, IMonotonicClock clock)
{
    public int Count => timed.All.Sum(net => net.Faults?.Links.Length ?? 0);

    /// <summary>Tells every watcher what it sees of a resolved level that may have changed by one edge, whoever caused the edge.</summary>
    /// <param name="changed">Whether the level has changed.</param>
    /// <param name="ns">CLOCK_MONOTONIC, nanoseconds; null = now.</param>
    public void Changed(Net net, bool changed, LogCause cause, long? ns = null)
    {
        if (!changed) return;
        if (net.Faults is not null) Distort(net, net.Resolved, cause, ns ?? clock.NowNs);
        else fanOut.Show(net, net.Resolved, cause, ns);
    }

    /// <summary>Takes in one or more edges of the hardware, on a line that nobody here drives, or of the line's owner.</summary>
    public void Sensed(in SensedEdges edges)
    {
        var (net, burst, ns) = edges;
        net.Lost += burst.Lost;
        if (burst.Lost > 0) feed.Lost(net, burst.Lost, ns);
        if (!net.Plan.LevelIsTold && net.State.Driven(net.Plan) is not null)   // something here drives the pin by now
        {
            net.Show(burst.Level);
            return;
        }

        if (burst.IsEmpty) return;
        bool before = net.Resolved;
        net.State = net.State with { Hardware = burst.Level };
        if (net.Faults is not null)
        {
            DistortAll(net, before, burst, ns);
            return;
        }

        net.Edges += burst.Rising + burst.Falling;
        fanOut.Show(net, before, burst, ns);
    }

    /// <summary>Begins a fault of a net.</summary>
    /// <param name="endsNs">When it ends by itself, nanoseconds; null = when it is cleared.</param>
    public FaultResult Add(Net net, int number, FaultOrder order, long? endsNs)
    {
        long now = clock.NowNs;
        if (net.Faults is { } has && has.Links.Length >= FaultRules.MostPerNet)
        {
            return new FaultResult(FaultStatus.TooMany,
                $"{nets.AddressOf(net)} has {has.Links.Length} faults already; gpiohub fault clear ends some");
        }

        if (order.Kind == FaultKind.Bounce && net.Faults is { } bounces && bounces.Links.Any(other => other.Order.Kind == FaultKind.Bounce))
            return new FaultResult(FaultStatus.TooMany, $"{nets.AddressOf(net)} bounces already; gpiohub fault clear ends that");
        var link = new FaultLink(number, order, NetFault.Of(order, NetState.Pull(net.Plan)), endsNs);
        var chain = CaughtUp(net, net.Faults ?? FaultChain.Of(net.Resolved, now), now);
        feed.Fault(net, number, order.Kind, begins: true, now);
        chain = Shown(net, chain, chain.Add(link, now), LogCause.Fault, now);
        Keep(net, chain);
        return new FaultResult(FaultStatus.Added, "", Snapshot(net, chain.Links[^1], now));
    }

    /// <summary>Ends a fault of a net, or all of them.</summary>
    /// <param name="number">null = all.</param>
    /// <returns>How many faults were there.</returns>
    public int Clear(int? number)
    {
        long now = clock.NowNs;
        int cleared = 0;
        foreach (var net in timed.All.ToArray())
        {
            if (net.Faults is null) continue;
            var chain = CaughtUp(net, net.Faults, now);
            var next = number is { } one ? chain.Remove(one, now) : chain with { NowNs = now, Links = [] };
            cleared += chain.Links.Length - next.Links.Length;
            Keep(net, Shown(net, chain, next, LogCause.Fault, now));
        }

        return cleared;
    }

    public IEnumerable<FaultSnapshot> List(long now) =>
        timed.All.SelectMany(net => (net.Faults?.Links ?? []).Select(link => Snapshot(net, link, now)));

    /// <summary>Lets everything happen that was due on a net with faults by <paramref name="ns"/>.</summary>
    public void Pass(Net net, long ns) => Keep(net, CaughtUp(net, net.Faults!, ns));

    /// <summary>Feeds a net's faults with its resolved level, if they have not heard of it: less may have been left of the net than of
    /// them.</summary>
    public void CatchUp(Net net)
    {
        if (net.Faults is { } chain && chain.Input != net.Resolved) Distort(net, net.Resolved, LogCause.None, clock.NowNs);
    }

    /// <summary>The net has other settings: its faults work with its pull.</summary>
    public void Replan(Net net)
    {
        if (net.Faults is not { } chain) return;
        long now = clock.NowNs;
        Keep(net, Shown(net, chain, chain.WithPull(NetState.Pull(net.Plan), now), LogCause.Configuration, now));
    }

    /// <summary>Feeds one edge of a net's resolved level to its faults.</summary>
    private void Distort(Net net, bool level, LogCause cause, long ns)
    {
        ns = Math.Max(ns, net.Faults!.NowNs);                              // the kernel saw it a moment ago
        var chain = CaughtUp(net, net.Faults, ns);
        Keep(net, Shown(net, chain, chain.Sense(level, ns), cause, ns));
    }

    /// <summary>Feeds one or more edges of the hardware to a net's faults.</summary>
    private void DistortAll(Net net, bool before, in EdgeBurst burst, long ns)
    {
        ns = Math.Max(ns, net.Faults!.NowNs);
        var chain = CaughtUp(net, net.Faults, ns);
        for (int left = burst.Rising + burst.Falling; left > 0; left--)
        {
            before = left == 1 ? burst.Level : !before;
            chain = Shown(net, chain, chain.Sense(before, ns), LogCause.Hardware, ns);
        }

        Keep(net, chain);
    }

    /// <summary>Lets everything happen that was due by <paramref name="ns"/>, each at its instant.</summary>
    private FaultChain CaughtUp(Net net, FaultChain chain, long ns)
    {
        while (chain.NextNs is { } due && due <= ns) chain = Shown(net, chain, chain.Pass(), LogCause.Fault, due);
        return chain;
    }

    /// <summary>Applies one step of a net's faults. If the step changes the level that readers see, they are told.</summary>
    private FaultChain Shown(Net net, FaultChain before, FaultChain after, LogCause cause, long ns)
    {
        if (after.Level != before.Level)
        {
            net.Edges++;
            fanOut.Show(net, after.Level, cause, ns);
        }

        if (after.Links.Length < before.Links.Length) SayEnded(net, before, after, ns);
        return after;
    }

    private void SayEnded(Net net, FaultChain before, FaultChain after, long ns)
    {
        foreach (var link in before.Links)
            if (!after.Links.Any(left => left.Number == link.Number)) feed.Fault(net, link.Number, link.Order.Kind, begins: false, ns);
    }

    private void Keep(Net net, FaultChain chain)
    {
        net.Faults = chain.IsEmpty ? null : chain;
        timed.Follow(net);
    }

    private FaultSnapshot Snapshot(Net net, FaultLink link, long now) =>
        new(link.Number, new FaultTarget(nets.Plan.Id, net.Index), link.Order, link.State.Fired, link.EndsNs - now);
}
