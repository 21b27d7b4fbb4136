using System.Collections.Immutable;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Nets;
using GpioHub.Transports.Chips;

namespace GpioHub.Actors.Chips;

/// <content>Faults: those between nets and their readers, and those that take operations in place of the device.</content>
public sealed partial class ChipDesk
{
    private List<ChipFault>? _chipFaults;                                  // null = none: this check is all that a chip without faults pays

    private bool IsFaulty => _chipFaults is not null;

    /// <summary>Begins a fault.</summary>
    public FaultResult AddFault(FaultProtocol.AddFault order)
    {
        long now = environment.Clock.NowNs;
        int count = (_chipFaults?.Count ?? 0) + _timed.Sum(net => net.Faults?.Links.Length ?? 0);
        if (count >= FaultRules.MostPerChip)
            return new FaultResult(FaultStatus.TooMany, $"{nets.Plan.Id} has {count} faults already; gpiohub fault clear ends some");

        long? ends = order.Order.Ttl is { } ttl ? now + (ttl.Ticks * TimeSpan.NanosecondsPerTick) : null;
        if (order.Index is not { } index)
        {
            var fault = new ChipFault(order.Number, order.Order, ends);
            (_chipFaults ??= []).Add(fault);
            NoteDue(ends);
            return new FaultResult(FaultStatus.Added, "", Snapshot(fault, now));
        }

        if (!nets.Has(index)) return new FaultResult(FaultStatus.Gone, $"{nets.Plan.Id} has this line no more");
        var net = nets[index];
        if (net.Faults is { } has && has.Links.Length >= FaultRules.MostPerNet)
        {
            return new FaultResult(FaultStatus.TooMany,
                $"{nets.AddressOf(net)} has {has.Links.Length} faults already; gpiohub fault clear ends some");
        }
        if (order.Order.Kind == FaultKind.Bounce && net.Faults is { } bounces
            && bounces.Links.Any(other => other.Order.Kind == FaultKind.Bounce))
        {
            return new FaultResult(FaultStatus.TooMany, $"{nets.AddressOf(net)} bounces already; gpiohub fault clear ends that");
        }
        var link = new FaultLink(order.Number, order.Order, NetFault.Of(order.Order, NetState.Pull(net.Plan)), ends);
        var chain = CaughtUp(net, net.Faults ?? FaultChain.Of(net.Resolved, now), now);
        chain = Shown(net, chain, chain.Add(link, now), "fault", now);
        Keep(net, chain);
        return new FaultResult(FaultStatus.Added, "", Snapshot(net, chain.Links[^1], now));
    }

    /// <summary>Ends a fault, or all of them.</summary>
    /// <param name="number">null = all of the chip and its nets.</param>
    /// <returns>How many faults were there.</returns>
    public int ClearFault(int? number)
    {
        long now = environment.Clock.NowNs;
        int cleared = 0;
        foreach (var net in _timed.ToArray())
        {
            if (net.Faults is null) continue;
            var chain = CaughtUp(net, net.Faults, now);
            var next = number is { } one ? chain.Remove(one, now) : chain with { NowNs = now, Links = [] };
            cleared += chain.Links.Length - next.Links.Length;
            Keep(net, Shown(net, chain, next, "fault", now));
        }

        return cleared + EndChipFaults(fault => number is null || fault.Number == number);
    }

    /// <summary>Every active fault, in the order in which they were added.</summary>
    public ImmutableArray<FaultSnapshot> Faults()
    {
        long now = environment.Clock.NowNs;
        var ofNets = _timed.SelectMany(net => (net.Faults?.Links ?? []).Select(link => Snapshot(net, link, now)));
        return [.. ofNets.Concat((_chipFaults ?? []).Select(fault => Snapshot(fault, now))).OrderBy(fault => fault.Number)];
    }

    /// <summary>Feeds one edge of a net's resolved level to its faults.</summary>
    private void Distort(Net net, bool level, string cause, long ns)
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
            chain = Shown(net, chain, chain.Sense(before, ns), "hardware", ns);
        }

        Keep(net, chain);
    }

    /// <summary>Lets everything happen that was due by <paramref name="ns"/>, each at its instant.</summary>
    private FaultChain CaughtUp(Net net, FaultChain chain, long ns)
    {
        while (chain.NextNs is { } due && due <= ns) chain = Shown(net, chain, chain.Pass(), "fault", due);
        return chain;
    }

    /// <summary>Applies one step of a net's faults. If the step changes the level that readers see, they are told.</summary>
    private FaultChain Shown(Net net, FaultChain before, FaultChain after, string cause, long ns)
    {
        if (after.Level == before.Level) return after;
        net.Edges++;
        Show(net, after.Level, cause, ns);
        return after;
    }

    private void Keep(Net net, FaultChain chain)
    {
        net.Faults = chain.IsEmpty ? null : chain;
        Follow(net);
    }

    private int EndChipFaults(Predicate<ChipFault> which)
    {
        int ended = _chipFaults?.RemoveAll(which) ?? 0;
        if (ended == 0) return 0;
        if (_chipFaults!.Count == 0) _chipFaults = null;
        foreach (var net in nets.All)
        {
            if (net.AtPort is not { IsKept: true } kept) continue;
            net.AtPort = null;
            Resume(kept);
            while (net.AtPort is null && net.Waiting.TryDequeue(out var next)) Resume(next);
        }

        if (!IsFaulty)
            foreach (var net in nets.All) Settle(net);                     // refused meanwhile, and nobody asks again
        return ended;
    }

    private FaultSnapshot Snapshot(Net net, FaultLink link, long now) =>
        new(link.Number, new FaultTarget(nets.Plan.Id, net.Index), link.Order, link.State.Fired, link.EndsNs - now);

    private FaultSnapshot Snapshot(ChipFault fault, long now) =>
        new(fault.Number, new FaultTarget(nets.Plan.Id, null), fault.Order, fault.Fired, fault.EndsNs - now);
}
