using System.Collections.Immutable;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Rules.Pulses;

namespace GpioHub.Hub.Tests.Support;

/// <content>Faults and pulses: noted, without effect on any level.</content>
internal sealed partial class FakeRig
{
    private readonly List<FaultSnapshot> _faults = [];
    private int _lastFault;

    /// <summary>The answer of AddFaultAsync, instead of adding the fault.</summary>
    public FaultResult? FaultRefusal { get; set; }

    /// <summary>Pulses that have begun, by line.</summary>
    public Dictionary<ChipLineAddress, PulseOrder> Pulses { get; } = [];

    public Task<FaultResult> AddFaultAsync(FaultTarget target, FaultOrder order, CancellationToken cancel)
    {
        if (FaultRules.WhyNot(order, target.Index is null) is { } why) return Task.FromResult(new FaultResult(FaultStatus.Malformed, why));
        if (FaultRefusal is { } refusal) return Task.FromResult(refusal);
        lock (_lock)
        {
            int number = ++_lastFault;
            var fault = new FaultSnapshot(number, target, FaultRules.Completed(order, number), 0,
                order.Ttl is { } ttl ? ttl.Ticks * TimeSpan.NanosecondsPerTick : null);
            _faults.Add(fault);
            return Task.FromResult(new FaultResult(FaultStatus.Added, "", fault));
        }
    }

    public Task<ImmutableArray<FaultSnapshot>> FaultsAsync(CancellationToken cancel)
    {
        lock (_lock) return Task.FromResult(_faults.ToImmutableArray());
    }

    public Task<int> ClearFaultAsync(int? number, CancellationToken cancel)
    {
        lock (_lock) return Task.FromResult(_faults.RemoveAll(fault => number is null || fault.Number == number));
    }

    public Task<PulseResult> PulseAsync(ChipLineAddress line, PulseOrder order, CancellationToken cancel)
    {
        if (PulseRules.WhyNot(order) is { } why) return Task.FromResult(new PulseResult(PulseStatus.Malformed, why));
        if ((Refusal ?? Refusals.GetValueOrDefault(line)) is { } refusal)
            return Task.FromResult(new PulseResult(PulseStatus.Refused, "", 0, refusal));
        lock (_lock) Pulses[line] = order;
        return Task.FromResult(new PulseResult(PulseStatus.Begun, "", Pulses.Count, new SetResult(SetStatus.Done, "")));
    }

    public Task EndPulseAsync(ChipLineAddress line, CancellationToken cancel)
    {
        lock (_lock) Pulses.Remove(line);
        return Task.CompletedTask;
    }
}
