using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Contract;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Rules.Pulses;

namespace GpioHub.Actors.Rigs;

/// <content>Several lines as one: they are read, pulsed and made faulty within one turn of their reactor.</content>
public sealed partial class ActorRig
{
    public async Task<ImmutableArray<LineReading?>> ReadAsync(ImmutableArray<ChipLineAddress> lines, CancellationToken cancel) =>
        await _together.AskAsync(lines, AnswerTime, (chip, place, _) => ReadOfAsync(chip, lines[place].Index, cancel), _ => null, cancel);

    public async Task<ImmutableArray<FaultResult>> AddFaultsAsync(
        ImmutableArray<ChipLineAddress> lines, FaultOrder order, CancellationToken cancel)
    {
        if (FaultRules.WhyNot(order, ofChip: false) is { } why) return [.. lines.Select(_ => new FaultResult(FaultStatus.Malformed, why))];
        int first = _faultNumbers.Next(lines.Length);
        var results = await _together.AskAsync(
            lines,
            AnswerTime,
            (chip, place, _) => chip.Ask<FaultResult>(
                new FaultProtocol.AddFault(first + place, lines[place].Index, FaultRules.Completed(order, first + place)),
                AnswerTime, cancel),
            chip => new FaultResult(FaultStatus.NoAnswer, $"{chip} has not answered within {AnswerTime.TotalSeconds} s"),
            cancel);
        if (results.All(result => result.Fault is not null)) return results;
        // Without an answer it may be there all the same.
        foreach (int place in Enumerable.Range(0, lines.Length)) await ClearFaultAsync(first + place, CancellationToken.None);
        return results;
    }

    public async Task<ImmutableArray<PulseResult>> PulseAsync(
        ImmutableArray<ChipLineAddress> lines, PulseOrder order, CancellationToken cancel)
    {
        if (PulseRules.WhyNot(order) is { } why) return [.. lines.Select(_ => new PulseResult(PulseStatus.Malformed, why))];
        int first = _pulseNumbers.Next(lines.Length);
        var played = PulseRules.Completed(order);
        var results = await _together.AskAsync(
            lines,
            _rig.SetTime,
            (chip, place, ns) => chip.Ask<SetResult>(
                new FaultProtocol.BeginPulse(first + place, lines[place].Index, played, ns), _rig.SetTime, cancel),
            chip => Late(chip, _rig.SetTime),
            cancel);
        if (results.Any(result => result.Status != SetStatus.Done))
        {
            // Without a result it may have begun all the same, or begin later.
            foreach (var (line, result) in lines.Zip(results))
                if (result.Status is SetStatus.Done or SetStatus.NoAnswer) await EndPulseAsync(line, CancellationToken.None);
        }

        return [.. results.Select((result, place) => new PulseResult(
            result.Status == SetStatus.Done ? PulseStatus.Begun : PulseStatus.Refused, "", first + place, result))];
    }

    private static async Task<LineReading?> ReadOfAsync(IActorRef chip, int index, CancellationToken cancel) =>
        (await chip.Ask<ChipProtocol.LineRead>(new ChipProtocol.ReadLine(index), AnswerTime, cancel)).Line;
}
