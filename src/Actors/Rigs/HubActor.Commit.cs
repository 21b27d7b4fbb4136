using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Guests;
using GpioHub.Rules.Plan;
using static GpioHub.Actors.Rigs.HubProtocol;

namespace GpioHub.Actors.Rigs;

/// <content>The end of a change: it is in force, or everything is as if it had not been tried.</content>
public sealed partial class HubActor
{
    private void Commit(RigChangeRun change)
    {
        change.IsCommitted = true;
        Then(change, () => SettleGuests(change));
        foreach (var added in change.Diff.Changes.OfType<GuestAdded>()) Then(change, () => StartGuest(change, added.Guest));
        Then(change, () => LeaveSockets(change), () => BindAnew(change), () => ListenAnew(change));
        Then(change, () => PutInForce(change));
        Then(change, () => CloseRemoved(change), () => StopRemoved(change), () => StopChips(change),
            () => Replan(change, id => change.Diff.Target.Chips.First(chip => chip.Id == id)));
        Then(change, () => Finish(change));
    }

    private int SettleGuests(RigChangeRun change)
    {
        foreach (var (guest, lines) in change.Resettled) _guests[guest.Id].Tell(new GuestProtocol.Settle(guest, lines, change.Round));
        return change.Resettled.Count;
    }

    /// <summary>Starts one guest after the other: many new guests must not keep running guests waiting.</summary>
    private int StartGuest(RigChangeRun change, GuestPlan plan)
    {
        var wiring = _rig.AddGuest(plan, change.Diff.Target, _chips, change.Bound[plan.Id]);
        _guests[plan.Id] = Context.ActorOf(GuestActor.PropsFor(wiring), GuestActor.NameOf(plan.Id));
        _guests[plan.Id].Tell(new GuestProtocol.GetReady(change.Round));
        return 1;
    }

    private static IEnumerable<GuestPlan> MovedSockets(RigChangeRun change) =>
        change.Diff.Changes.OfType<EndpointChanged>().Select(each => each.New);

    private int LeaveSockets(RigChangeRun change)
    {
        foreach (var guest in MovedSockets(change)) _guests[guest.Id].Tell(new GuestProtocol.LeaveSocket(change.Round));
        return MovedSockets(change).Count();
    }

    private int BindAnew(RigChangeRun change)
    {
        GuestPlan[] moved = [.. MovedSockets(change)];
        return moved.Length == 0 ? 0 : Bind(change, moved, [.. change.Old.Guests]);
    }

    private int ListenAnew(RigChangeRun change)
    {
        foreach (var guest in MovedSockets(change))
            if (change.Bound.TryGetValue(guest.Id, out var endpoint)) _guests[guest.Id].Tell(new GuestProtocol.Listen(endpoint));
        return 0;
    }

    private int PutInForce(RigChangeRun change)
    {
        var target = change.Diff.Target;
        var guests = target.Guests.ToDictionary(guest => guest.Id, guest => _guests[guest.Id]);
        var chips = target.Chips.ToDictionary(chip => chip.Id, chip => _chips[chip.Id]);
        _rig.Members = new Members(target, _rig.Members.Generation + 1, chips.ToImmutableDictionary(), guests.ToImmutableDictionary());
        return 0;
    }

    private static IEnumerable<string> RemovedGuests(RigChangeRun change) =>
        change.Diff.Changes.OfType<GuestRemoved>().Select(each => each.Guest.Id);

    private int CloseRemoved(RigChangeRun change)
    {
        foreach (string id in RemovedGuests(change))
            _guests[id].Tell(new GuestProtocol.CloseDown("the configuration has this guest no more"));
        return RemovedGuests(change).Count();
    }

    private int StopRemoved(RigChangeRun change)
    {
        foreach (string id in RemovedGuests(change))
        {
            var wiring = _rig.Guests.First(guest => guest.Plan.Id == id);
            _rig.Remove(wiring);
            change.Left.Add(wiring.Endpoint);
            Context.Stop(Context.Watch(_guests[id]));
            _guests.Remove(id);
        }

        return RemovedGuests(change).Count();
    }

    private int StopChips(RigChangeRun change)
    {
        var removed = change.Diff.Changes.OfType<ChipRemoved>().Select(each => DeskOf(each.Chip.Id)).ToArray();
        change.Stopped.AddRange(removed);
        return Stop(removed);
    }

    private int Finish(RigChangeRun change)
    {
        foreach (var endpoint in change.Left) endpoint.Dispose();
        foreach (var chip in change.Stopped) (chip.Port as IDisposable)?.Dispose();
        _rig.Placement = change.PlacementOfTarget;
        RememberShapes(change);
        foreach (string refused in change.Diff.Refused.Select(refusal => refusal.Reason).Concat(change.Refusals))
            _log.Warning("{Refusal}", refused);
        string changes = change.Diff.Changes.Length == 1 ? "1 change" : $"{change.Diff.Changes.Length} changes";
        _log.Info("{Changes} applied, generation {Generation}", changes, _rig.Members.Generation);
        Answer(change, ApplyStatus.Applied, "");
        return 0;
    }

    private void RememberShapes(RigChangeRun change)
    {
        if (change.Adopts is { } adopts) _rig.Pending.Remove(adopts);
        else _rig.Pending.Clear();
        foreach (var (id, plan) in change.Diff.Pending) _rig.Pending[id] = plan;
        foreach (var guest in _rig.Guests)
        {
            string id = guest.Plan.Id;
            var pending = _rig.Pending.GetValueOrDefault(id);
            if (!change.Held.ContainsKey(id) && pending != guest.Pending) _guests[id].Tell(new GuestProtocol.GoOn(pending));
        }
    }

    /// <summary>Restores everything as before. Undoing cannot be refused: each line gets what it had.</summary>
    private void RollBack(RigChangeRun change)
    {
        string why = change.Refusals[0];
        if (change.HasTaken) Then(change, () => Release(change, change.Diff.Target));
        Then(change, () => StopAdded(change), () => StartStopped(change));
        // before the lines take what they had: by the new settings it could be refused
        Then(change, () => Replan(change, id => change.Old.Chips.First(chip => chip.Id == id)));
        if (change.HasReleased) Then(change, () => TakeBack(change), () => EndUndo(change));
        Then(change, () => Undone(change, why));
    }

    private int TakeBack(RigChangeRun change)
    {
        TellChips(change, ChipProtocol.ChangePhase.Refused);
        return Take(change, change.Old);
    }

    private int EndUndo(RigChangeRun change)
    {
        TellChips(change, ChipProtocol.ChangePhase.Undone);
        return 0;
    }

    /// <summary>Has lines that may have taken something let it go. Of a guest that has other lines by now, all lines let go.</summary>
    private int Release(RigChangeRun change, RigPlan taken)
    {
        int asked = 0;
        foreach (var (id, lines) in change.Moves)
        {
            if (taken.Guests.FirstOrDefault(guest => guest.Id == id) is not { } guest) continue;
            _guests[id].Tell(new GuestProtocol.Release(change.Reshaped.Contains(id) ? [.. guest.Lines.Select(line => line.Line)] : lines,
                change.Round));
            asked++;
        }

        return asked;
    }

    private int StopAdded(RigChangeRun change) => Stop(change.Added);

    private int StartStopped(RigChangeRun change)
    {
        foreach (var desk in change.Stopped)
        {
            _rig.Put(desk);
            StartChip(desk);
        }

        // these chips have other actors by now
        if (change.Stopped.Count > 0) _rig.Members = _rig.Members with { Chips = _chips.ToImmutableDictionary() };
        return 0;
    }

    private int Undone(RigChangeRun change, string why)
    {
        foreach (var endpoint in change.Bound.Values) endpoint.Dispose();
        foreach (var chip in change.Added) (chip.Port as IDisposable)?.Dispose();
        _rig.Placement = change.Placement;
        _log.Error("{Reason}; rolled back, the one before stays in force", why);
        Answer(change, ApplyStatus.RolledBack, why);
        return 0;
    }

    private void Answer(RigChangeRun change, ApplyStatus status, string detail)
    {
        foreach (string id in change.Held.Keys)
            if (_guests.TryGetValue(id, out var guest)) guest.Tell(new GuestProtocol.GoOn(_rig.Pending.GetValueOrDefault(id)));
        change.Asker.Tell(new ApplyResult(status, _rig.Members.Generation,
            [.. change.Diff.Changes.Select(each => each.Text)],
            [.. change.Diff.Refused.Select(refusal => refusal.Reason), .. status == ApplyStatus.Applied ? change.Refusals : []], detail));
        End(change);
    }
}
