using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Guests;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Rigs;

/// <content>What cannot be undone: other settings, new guests, sockets that move. Then the plan is in force, and guests and chips that are
/// not in it go.</content>
internal sealed partial class RigChangeRun
{
    private readonly HashSet<string> _closing = [];
    private readonly List<GuestEndpoint> _left = [];                       // sockets of guests that are gone
    private long _closingRound;

    public bool Closed(string guest) => _closing.Remove(guest) && Steps.Answered(_closingRound);

    /// <summary>Queues what there is to do.</summary>
    private void Commit()
    {
        Steps.IsCommitted = true;
        if (Moves.Settled.Count > 0) Steps.Then(Settle);
        // One guest after the other: many new guests must not keep running guests waiting.
        foreach (var guest in Added) Steps.Then(() => Start(guest));
        GuestPlan[] moved = [.. Diff.Changes.OfType<EndpointChanged>().Select(each => each.New)];
        if (moved.Length > 0) Steps.Then(() => LeaveSockets(moved), () => _sockets.Bind(moved, _old.Guests), () => ListenAnew(moved));
        Steps.Then(PutInForce);
        if (_rig.Links is not null) Steps.Then(FollowLinks);
        string[] removed = [.. Diff.Changes.OfType<GuestRemoved>().Select(each => each.Guest.Id)];
        if (removed.Length > 0) Steps.Then(() => Close(removed), () => Stop(removed));
        if (Chips.Removed.Length > 0) Steps.Then(() => Chips.Stop(Chips.Removed));
        if (Chips.Shrinking.Length > 0) Steps.Then(Chips.Shrink);
        Steps.Then(Finish);
    }

    private int Settle()
    {
        foreach (var (guest, lines) in Moves.Settled)
            _rig.GuestActors[guest.Id].Tell(new GuestProtocol.Settle(guest, lines, Steps.Round));
        return Moves.Settled.Count;
    }

    private int Start(GuestPlan plan)
    {
        Steps.Rig.Tell(new RigProtocol.StartGuest(_rig.AddGuest(plan, Diff.Target, _sockets.Of(plan.Id)!), Steps.Round));
        return 1;
    }

    private int LeaveSockets(GuestPlan[] moved)
    {
        foreach (var guest in moved) _rig.GuestActors[guest.Id].Tell(new GuestProtocol.LeaveSocket(Steps.Round));
        return moved.Length;
    }

    private int ListenAnew(GuestPlan[] moved)
    {
        foreach (var guest in moved)
            if (_sockets.Of(guest.Id) is { } endpoint) _rig.GuestActors[guest.Id].Tell(new GuestProtocol.Listen(endpoint));
        return 0;
    }

    private int PutInForce()
    {
        var target = Diff.Target;
        var guests = target.Guests.ToImmutableDictionary(guest => guest.Id, guest => _rig.GuestActors[guest.Id]);
        var chips = target.Chips.ToImmutableDictionary(chip => chip.Id, chip => _rig.ChipActors[chip.Id]);
        _rig.Members = new RigProtocol.Members(target, _rig.Members.Generation + 1, chips, guests);
        return 0;
    }

    private int FollowLinks()
    {
        var (target, chips) = (Diff.Target, _rig.Members.Chips);
        _rig.Links!.Replan(target.Links!);
        _rig.HostLines.Follow(_rig, target, _rig.ChipActors);
        _rig.Links.Share(_rig.HostLines.Shared(target, chips));
        return 0;
    }

    private int Close(string[] removed)
    {
        _closingRound = Steps.Round;
        _closing.UnionWith(removed);
        foreach (string id in removed)
            _rig.GuestActors[id].Tell(new GuestProtocol.CloseDown("the configuration has this guest no more"));
        return removed.Length;
    }

    private int Stop(string[] removed)
    {
        var actors = ImmutableArray.CreateBuilder<IActorRef>();
        foreach (string id in removed)
        {
            var wiring = _rig.Guests.First(guest => guest.Plan.Id == id);
            _rig.Remove(wiring);
            _left.Add(wiring.Endpoint);
            if (_rig.GuestActors.Remove(id, out var actor)) actors.Add(actor);
        }

        Steps.Rig.Tell(new RigProtocol.StopMembers(actors.ToImmutable(), Steps.Round));
        return actors.Count;
    }
}
