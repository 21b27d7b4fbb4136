using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Nets;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Rigs;

/// <content>Levels of single lines: reading and driving them.</content>
public sealed partial class ActorRig
{
    public async Task<LineReading?> ReadAsync(ChipLineAddress line, CancellationToken cancel) =>
        _rig.Members.Chips.TryGetValue(line.Chip, out var chip)
            ? (await chip.Ask<ChipProtocol.LineRead>(new ChipProtocol.ReadLine(line.Index), AnswerTime, cancel)).Line
            : null;

    public Task<SetResult> SetAsync(ChipLineAddress line, bool? level, CancellationToken cancel) =>
        SetAsync(line.Chip, new ChipProtocol.SetStimulus(line.Index, level), cancel);

    public async Task<ImmutableArray<SetResult>> SetAsync(
        ImmutableArray<LineSetting> lines, CancellationToken cancel, TimeSpan? within = null)
    {
        var now = _rig.Members;
        var limit = within ?? _rig.SetTime;
        if (Forbidden(now.Plan, lines) is { } forbidden) return forbidden;
        var placement = _rig.Placement;
        var chips = lines.Index().GroupBy(line => line.Item.Line.Chip)
            .Where(chip => now.Chips.ContainsKey(chip.Key) && placement.HasChip(chip.Key));
        var results = lines.Select(line => Gone(line.Line.Chip)).ToArray();
        await Task.WhenAll(chips.GroupBy(chip => placement.OfChip(chip.Key)).Select(reactor => SetOnAsync(reactor.Key, [.. reactor])));
        return [.. results];

        async Task SetOnAsync(int reactor, IGrouping<string, (int Index, LineSetting Item)>[] ofReactor)
        {
            // Asked from within one turn of the reactor, all its chips answer in this turn.
            var asked = new TaskCompletionSource<Task[]>(TaskCreationOptions.RunContinuationsAsynchronously);
            _rig.Reactor(reactor).Post(asked, _ =>
            {
                long ns = _rig.Clock.NowNs;
                asked.SetResult([.. ofReactor.Select(chip => SetOfAsync(chip.Key, [.. chip], ns))]);
            });
            try
            {
                await Task.WhenAll(await asked.Task.WaitAsync(limit, cancel));
                await _rounds.CommittedAsync(reactor, cancel);
            }
            catch (TimeoutException)                                       // the reactor does not come round
            {
                foreach (var (place, _) in ofReactor.SelectMany(chip => chip)) results[place] = Late(lines[place].Line.Chip, limit);
            }
        }

        async Task SetOfAsync(string id, (int Place, LineSetting Setting)[] ofChip, long ns)
        {
            var message = new ChipProtocol.SetStimuli(
                [.. ofChip.Select(line => new ChipProtocol.SetStimulus(line.Setting.Line.Index, line.Setting.Level))], ns);
            try
            {
                var set = await now.Chips[id].Ask<ChipProtocol.StimuliSet>(message, limit, cancel);
                foreach (var (line, result) in ofChip.Zip(set.Results)) results[line.Place] = result;
            }
            catch (AskTimeoutException)
            {
                foreach (var (place, _) in ofChip) results[place] = Late(id, limit);
            }
        }
    }

    /// <summary>Checks that each line is for driving.</summary>
    /// <returns>null = each is; else what becomes of the lines, none of which is set.</returns>
    private static ImmutableArray<SetResult>? Forbidden(RigPlan plan, ImmutableArray<LineSetting> lines)
    {
        SetResult[] results = [.. lines.Select(Checked)];
        return results.Any(result => result.Status == SetStatus.NotForDriving) ? [.. results] : null;

        SetResult Checked(LineSetting setting)
        {
            var (id, index) = setting.Line;
            var line = plan.Chips.FirstOrDefault(chip => chip.Id == id) is { } chip && index < chip.Lines.Length ? chip.Lines[index] : null;
            if (line is not { Control: ControlAccess.Read }) return new SetResult(SetStatus.NotTried, "");
            int offset = line.Offset == ChipLinePlan.ByName ? index : line.Offset;
            return SetAnswers.NotForDriving(ChipNets.Address(id, line, offset), setting.Level);
        }
    }

    private async Task<SetResult> SetAsync(string id, object message, CancellationToken cancel)
    {
        if (!_rig.Members.Chips.TryGetValue(id, out var chip)) return Gone(id);
        try
        {
            var result = await chip.Ask<SetResult>(message, _rig.SetTime, cancel);
            await _rounds.CommittedAsync(id, cancel);
            return result;
        }
        catch (AskTimeoutException)
        {
            return Late(id, _rig.SetTime);
        }
    }

    private static SetResult Gone(string chip) => new(SetStatus.Refused, $"chip {chip} has just gone");

    private static SetResult Late(string chip, TimeSpan limit) =>
        new(SetStatus.NoAnswer, $"{chip} has not answered within {limit.TotalMilliseconds} ms");
}
