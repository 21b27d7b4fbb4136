using System.Collections.Immutable;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Faults;

namespace GpioHub.Actors.Nets;

/// <summary>The faults of one chip: its own, which take operations in place of the device, and a list with those of its nets.</summary>
/// <remarks>Chip's reactor only.</remarks>
internal sealed class ChipFaults(ChipNets nets, NetFaults ofNets, EdgeFeed feed, TimedNets timed, IMonotonicClock clock)
{
    private List<ChipFault>? _faults;                                      // null = none: this check is all that a chip without faults pays

    /// <summary>The chip itself has a fault.</summary>
    public bool IsFaulty => _faults is not null;

    /// <summary>Active faults, those of its nets included.</summary>
    public int Count => (_faults?.Count ?? 0) + ofNets.Count;

    /// <summary>When a fault of the chip itself ends, nanoseconds; null = none does.</summary>
    public long? NextNs
    {
        get
        {
            long? next = null;
            foreach (var fault in _faults ?? []) next = TimedNets.Earlier(next, fault.EndsNs);
            return next;
        }
    }

    /// <summary>Those of the chip itself.</summary>
    public IReadOnlyList<ChipFault> OfChip => _faults ?? [];

    /// <summary>Goes on with faults of the chip itself that the process before has left.</summary>
    public void Recall(IEnumerable<ChipFault> left)
    {
        foreach (var fault in left.OrderBy(fault => fault.Number)) (_faults ??= []).Add(fault);
        timed.Note(NextNs);
    }

    /// <summary>Begins a fault.</summary>
    /// <param name="index">The line's; null = the chip.</param>
    public FaultResult Add(int number, int? index, FaultOrder order)
    {
        long now = clock.NowNs;
        if (Count >= FaultRules.MostPerChip)
            return new FaultResult(FaultStatus.TooMany, $"{nets.Plan.Id} has {Count} faults already; gpiohub fault clear ends some");

        long? ends = order.Ttl is { } ttl ? now + (ttl.Ticks * TimeSpan.NanosecondsPerTick) : null;
        if (index is { } line)
        {
            return nets.Has(line)
                ? ofNets.Add(nets[line], number, order, ends)
                : new FaultResult(FaultStatus.Gone, $"{nets.Plan.Id} has this line no more");
        }

        var fault = new ChipFault(number, order, ends);
        (_faults ??= []).Add(fault);
        timed.Record?.MarkChip();
        timed.Note(ends);
        feed.Fault(null, number, order.Kind, begins: true, now);
        return new FaultResult(FaultStatus.Added, "", Snapshot(fault, now));
    }

    /// <summary>Every active fault, in the order in which they were added.</summary>
    public ImmutableArray<FaultSnapshot> List()
    {
        long now = clock.NowNs;
        return [.. ofNets.List(now).Concat((_faults ?? []).Select(fault => Snapshot(fault, now))).OrderBy(fault => fault.Number)];
    }

    /// <summary>Ends faults of the chip itself. What they kept from the device must then be resumed.</summary>
    /// <returns>How many have ended.</returns>
    public int End(Predicate<ChipFault> which)
    {
        if (_faults?.FindAll(which) is not { Count: > 0 } ended) return 0;
        foreach (var fault in ended) feed.Fault(null, fault.Number, fault.Order.Kind, begins: false, clock.NowNs);
        _faults.RemoveAll(ended.Contains);
        if (_faults.Count == 0) _faults = null;
        timed.Record?.MarkChip();
        return ended.Count;
    }

    /// <summary>Takes an operation in place of the device.</summary>
    public PortResult Take(PortOperation operation)
    {
        timed.Record?.MarkChip();
        return _faults![0].Take(operation);
    }

    /// <summary>Notes that an operation waits behind one that a fault keeps.</summary>
    public void CountBehind(PortOperation operation)
    {
        if (_faults is not { Count: > 0 } faults) return;
        faults[0].Count(operation);
        timed.Record?.MarkChip();
    }

    private FaultSnapshot Snapshot(ChipFault fault, long now) =>
        new(fault.Number, new FaultTarget(nets.Plan.Id, null), fault.Order, fault.Fired, fault.EndsNs - now);
}
