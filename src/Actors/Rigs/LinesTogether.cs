using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Rigs;

/// <summary>Asks the chips of several lines so that those of a reactor are asked within one of its turns. Any thread.</summary>
internal sealed class LinesTogether(RigWiring rig)
{
    private readonly ReactorRounds _rounds = new(rig);

    /// <summary>Asks for each of some lines, for those of a reactor from within one of its turns: their chips answer in this turn, unless
    /// they wait for a device.</summary>
    /// <param name="ask">Asks a chip, of the line at a place of <paramref name="lines"/>, in an instant that those of a reactor have in
    /// common (nanoseconds).</param>
    /// <param name="none">The answer for a line whose chip has just gone, or does not answer.</param>
    public async Task<ImmutableArray<T>> AskAsync<T>(ImmutableArray<ChipLineAddress> lines, TimeSpan within,
        Func<IActorRef, int, long, Task<T>> ask, Func<string, T> none, CancellationToken cancel)
    {
        var (chips, placement) = (rig.Members.Chips, rig.Placement);
        var results = lines.Select(line => none(line.Chip)).ToArray();
        var there = lines.Index().Where(line => chips.ContainsKey(line.Item.Chip) && placement.HasChip(line.Item.Chip));
        await Task.WhenAll(there.GroupBy(line => placement.OfChip(line.Item.Chip)).Select(reactor => OnAsync(reactor.Key, [.. reactor])));
        return [.. results];

        async Task OnAsync(int reactor, (int Place, ChipLineAddress Line)[] ofReactor)
        {
            var asked = new TaskCompletionSource<Task[]>(TaskCreationOptions.RunContinuationsAsynchronously);
            rig.Reactor(reactor).Post(asked, _ =>
            {
                long now = rig.Clock.NowNs;
                asked.SetResult([.. ofReactor.Select(line => OfAsync(chips[line.Line.Chip], line.Place, now))]);
            });
            try
            {
                await Task.WhenAll(await asked.Task.WaitAsync(within, cancel));
                await _rounds.CommittedAsync(reactor, cancel);
            }
            catch (TimeoutException)
            {
                // The reactor does not come round: the answers stay what they are.
            }
        }

        async Task OfAsync(IActorRef chip, int place, long now)
        {
            try
            {
                results[place] = await ask(chip, place, now);
            }
            catch (AskTimeoutException)
            {
                // Likewise.
            }
        }
    }
}
