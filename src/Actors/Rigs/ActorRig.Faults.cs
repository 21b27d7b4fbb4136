using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Rules.Pulses;
using GpioHub.Transports.Records;

namespace GpioHub.Actors.Rigs;

/// <content>Faults and pulses.</content>
public sealed partial class ActorRig
{
    /// <summary>Words of the record's header.</summary>
    private const int LastFaultAt = 19, LastPulseAt = 20;

    private readonly RecordedCounter _faultNumbers;
    private readonly RecordedCounter _pulseNumbers;

    public async Task<FaultResult> AddFaultAsync(FaultTarget target, FaultOrder order, CancellationToken cancel)
    {
        if (FaultRules.WhyNot(order, target.Index is null) is { } why) return new FaultResult(FaultStatus.Malformed, why);
        int number = _faultNumbers.Next();
        if (!_rig.Members.Chips.TryGetValue(target.Chip, out var chip))
            return new FaultResult(FaultStatus.Gone, $"chip {target.Chip} has just gone");
        try
        {
            var message = new FaultProtocol.AddFault(number, target.Index, FaultRules.Completed(order, number));
            var result = await chip.Ask<FaultResult>(message, AnswerTime, cancel);
            await _rounds.CommittedAsync(target.Chip, cancel);
            return result;
        }
        catch (AskTimeoutException)
        {
            return new FaultResult(FaultStatus.NoAnswer, $"{target.Chip} has not answered within {AnswerTime.TotalSeconds} s");
        }
    }

    public async Task<ImmutableArray<FaultSnapshot>> FaultsAsync(CancellationToken cancel)
    {
        var lists = await AskChips<FaultProtocol.FaultList>(FaultProtocol.ListFaults.Instance, cancel);
        return [.. lists.SelectMany(list => list.Faults).OrderBy(fault => fault.Number)];
    }

    public async Task<int> ClearFaultAsync(int? number, CancellationToken cancel)
    {
        var cleared = await AskChips<FaultProtocol.Cleared>(new FaultProtocol.ClearFault(number), cancel);
        await _rounds.AllCommittedAsync(cancel);
        return cleared.Sum(each => each.Count);
    }

    public async Task<PulseResult> PulseAsync(ChipLineAddress line, PulseOrder order, CancellationToken cancel)
    {
        if (PulseRules.WhyNot(order) is { } why) return new PulseResult(PulseStatus.Malformed, why);
        int number = _pulseNumbers.Next();
        var result = await SetAsync(line.Chip, new FaultProtocol.BeginPulse(number, line.Index, PulseRules.Completed(order)), cancel);
        return new PulseResult(result.Status == SetStatus.Done ? PulseStatus.Begun : PulseStatus.Refused, "", number, result);
    }

    public async Task EndPulseAsync(ChipLineAddress line, CancellationToken cancel)
    {
        if (!_rig.Members.Chips.TryGetValue(line.Chip, out var chip)) return;  // it ended with its chip
        await chip.Ask<FaultProtocol.PulseEnded>(new FaultProtocol.EndPulse(line.Index), AnswerTime, cancel);
        await _rounds.CommittedAsync(line.Chip, cancel);
    }

    private Task<T[]> AskChips<T>(object message, CancellationToken cancel) =>
        Task.WhenAll(_rig.Members.Chips.Values.Select(chip => chip.Ask<T>(message, AnswerTime, cancel)));
}
