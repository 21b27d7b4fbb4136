using System.Collections.Immutable;
using System.Diagnostics;
using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Guests;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Rigs;

/// <content>What has been counted, and whether the reactors come round.</content>
public sealed partial class ActorRig
{
    private static readonly Action<object> Arrive = arrived => ((TaskCompletionSource)arrived).TrySetResult();

    public async Task<RigCounts> CountsAsync(bool lines, CancellationToken cancel)
    {
        var now = _rig.Members;
        var guests = new List<GuestCounts>(now.Guests.Count);
        foreach (var some in now.Guests.Values.Chunk(AskedAtOnce))
        {
            guests.AddRange(await Task.WhenAll(some.Select(guest =>
                guest.Ask<GuestCounts>(GuestProtocol.Count.Instance, AnswerTime, cancel))));
        }

        var chips = new List<ChipCounts>(now.Chips.Count);
        var question = new ChipProtocol.Count(lines);
        foreach (var some in now.Chips.Values.Chunk(AskedAtOnce))
            chips.AddRange(await Task.WhenAll(some.Select(chip => chip.Ask<ChipCounts>(question, AnswerTime, cancel))));
        return new RigCounts(now.Generation,
            [.. _rig.Reactors.OfType<TurnLoop>().Select(reactor => new ReactorCounts(reactor.Turns, reactor.WakeUps))],
            InOrder(now.Plan.Chips.Select(chip => chip.Id), chips, chip => chip.Id),
            InOrder(now.Plan.Guests.Select(guest => guest.Id), guests, guest => guest.Id));
    }

    public async Task<ImmutableArray<TimeSpan?>> ComeRoundAsync(TimeSpan within, CancellationToken cancel) =>
        [.. await Task.WhenAll(_rig.Reactors.Select(reactor => ComeRoundAsync(reactor, within, cancel)))];

    /// <summary>Waits until what a chip has answered counts, whatever becomes of this process: until the turn in which it answered is
    /// over. An answer that somebody has seen is not to be taken back.</summary>
    private Task CommittedAsync(string chip, CancellationToken cancel) =>
        _rig.Placement is { } placement && placement.HasChip(chip) ? CommittedAsync(placement.OfChip(chip), cancel) : Task.CompletedTask;

    /// <param name="reactor">Its number.</param>
    private Task CommittedAsync(int reactor, CancellationToken cancel) =>
        _rig.Keeping.Record is null ? Task.CompletedTask : ComeRoundAsync(_rig.Reactor(reactor), AnswerTime, cancel);

    private static async Task<TimeSpan?> ComeRoundAsync(IReactor reactor, TimeSpan within, CancellationToken cancel)
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
