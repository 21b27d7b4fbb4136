using System.Collections.Immutable;
using System.Diagnostics;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Rigs;

/// <summary>Waits until reactors have come round. Any thread but a reactor's.</summary>
internal sealed class ReactorRounds(RigWiring rig)
{
    /// <summary>A reactor takes longer for a turn only if something is wrong with it.</summary>
    private static readonly TimeSpan LongTurn = TimeSpan.FromSeconds(2);

    private static readonly Action<object> Arrive = arrived => ((TaskCompletionSource)arrived).TrySetResult();

    /// <returns>How long each took, by number; null = longer than <paramref name="within"/>.</returns>
    public async Task<ImmutableArray<TimeSpan?>> AllAsync(TimeSpan within, CancellationToken cancel) =>
        [.. await Task.WhenAll(rig.Reactors.Select(reactor => OfAsync(reactor, within, cancel)))];

    /// <summary>Waits until what a chip has answered counts, whatever becomes of this process: until the turn in which it answered is
    /// over. An answer that somebody has seen is not to be taken back.</summary>
    public Task CommittedAsync(string chip, CancellationToken cancel) =>
        rig.Placement is { } placement && placement.HasChip(chip) ? CommittedAsync(placement.OfChip(chip), cancel) : Task.CompletedTask;

    /// <param name="reactor">Its number.</param>
    public Task CommittedAsync(int reactor, CancellationToken cancel) =>
        rig.Keeping.Record is null ? Task.CompletedTask : OfAsync(rig.Reactor(reactor), LongTurn, cancel);

    /// <summary>Likewise of whatever has been answered.</summary>
    public Task AllCommittedAsync(CancellationToken cancel) =>
        rig.Keeping.Record is null ? Task.CompletedTask : AllAsync(LongTurn, cancel);

    private static async Task<TimeSpan?> OfAsync(IReactor reactor, TimeSpan within, CancellationToken cancel)
    {
        long asked = Stopwatch.GetTimestamp();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        reactor.Post(arrived, Arrive);
        try
        {
            await arrived.Task.WaitAsync(within, cancel);
            return Stopwatch.GetElapsedTime(asked);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
