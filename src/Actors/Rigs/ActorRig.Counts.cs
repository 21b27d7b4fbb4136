using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Guests;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Rigs;

/// <content>What has been counted, and whether the reactors come round.</content>
public sealed partial class ActorRig
{
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

    public Task<ImmutableArray<TimeSpan?>> ComeRoundAsync(TimeSpan within, CancellationToken cancel) => _rounds.AllAsync(within, cancel);
}
