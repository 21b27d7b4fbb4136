using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Plan;
using static GpioHub.Actors.Rigs.HubProtocol;

namespace GpioHub.Actors.Rigs;

/// <content>
/// Puts another plan in force as the difference to the one before; a member that is the same in both gets no message. First comes what can
/// be refused and undone: sockets, new chips, then every line that moves lets go before the first one takes. Then comes what cannot be
/// undone: guests and chips go.
/// </content>
public sealed partial class HubActor
{
    private void BeginApply(Apply message, IActorRef asker)
    {
        if (!_releasedTo.IsNobody())
        {
            asker.Tell(new ApplyResult(ApplyStatus.RolledBack, _rig.Members.Generation, [], [], "the hub is stopping"));
            return;
        }

        if (message.IfGeneration is { } meant && meant != _rig.Members.Generation)
        {
            asker.Tell(new ApplyResult(ApplyStatus.OtherGeneration, _rig.Members.Generation, [], [],
                $"the configuration in force is generation {_rig.Members.Generation}, not {meant}"));
            return;
        }

        Begin(new RigChangeRun(_rig.Plan, message.Plan, asker) { Placement = _rig.Placement });
    }

    /// <summary>Applies a pending shape: a guest's driver is about to read its lines anew, or its front-end has gone.</summary>
    private void BeginAdoption(GuestProtocol.ShapeFree message, IActorRef guest)
    {
        if (!_releasedTo.IsNobody() || !_rig.Pending.TryGetValue(message.Guest, out var pending)
            || _rig.Plan.Guests.All(plan => plan.Id != message.Guest))
        {
            guest.Tell(new GuestProtocol.GoOn(null));
            return;
        }

        var wanted = _rig.Plan with { Guests = [.. _rig.Plan.Guests.Select(plan => plan.Id == message.Guest ? pending : plan)] };
        Begin(new RigChangeRun(_rig.Plan, wanted, ActorRefs.Nobody) { Adopts = message.Guest, Placement = _rig.Placement });
    }

    private void Begin(RigChangeRun change)
    {
        _rig.Running = change;
        Then(change, () => Away(change, change.FindAsked), () => AskGuests(change), () => Away(change, change.Compare),
            () => Carry(change));
        Proceed();
    }

    /// <summary>Runs work that takes a while with many guests, on no reactor. Nobody else uses the change until the work is done.</summary>
    private int Away(RigChangeRun change, Action work)
    {
        long round = change.Round;
        change.Essential = "the two configurations were not compared";
        _away = Task.Run(() =>
        {
            work();
            return new Done(round);
        }).PipeTo(Self, failure: e => new Done(round, e.Message));
        return 1;
    }

    private int AskGuests(RigChangeRun change)
    {
        foreach (string id in change.Asked) _guests[id].Tell(new GuestProtocol.Hold(change.Round));
        return change.Asked.Count;
    }

    private int Carry(RigChangeRun change)
    {
        if (change.Refusals.Count > 0) Then(change, () => Undone(change, change.Refusals[0]));
        else if (change.Diff.IsEmpty) Then(change, () => Finish(change));
        else
        {
            Then(change, () => BindSockets(change), () => AddChips(change), () => Release(change), () => StopReplaced(change),
                () => StartReplacing(change), () => Take(change), () => Decide(change));
        }
        return 0;
    }

    private int BindSockets(RigChangeRun change)
    {
        GuestPlan[] added = [.. change.Diff.Changes.OfType<GuestAdded>().Select(each => each.Guest)];
        return added.Length == 0 ? 0 : Bind(change, added, []);
    }

    /// <param name="instead">Where a guest listens if its first place cannot be bound.</param>
    private int Bind(RigChangeRun change, GuestPlan[] guests, GuestPlan[] instead)
    {
        var (bind, round) = (_rig.Bind, change.Round);
        change.Essential = "the guests' sockets were not made";
        _away = Task.Run(() => Bind(bind, guests, instead, round)).PipeTo(Self);
        return 1;
    }

    private Task _away = Task.CompletedTask;                               // its end comes as a message; the field only keeps a reference

    private static Bound Bind(Func<GuestPlan, GuestEndpoint> bind, GuestPlan[] guests, GuestPlan[] instead, long round)
    {
        var bound = ImmutableDictionary.CreateBuilder<string, GuestEndpoint>();
        string? refusal = null;
        foreach (var guest in guests)
        {
            foreach (var place in (GuestPlan[])[guest, .. instead.Where(other => other.Id == guest.Id)])
            {
                if (bound.ContainsKey(guest.Id)) break;
                try
                {
                    bound[guest.Id] = bind(place);
                }
                catch (Exception e)   // in use, no permission, no such group: the message names the path
                {
                    refusal ??= e.Message;
                }
            }
        }

        return new Bound(round, bound.ToImmutable(), refusal);
    }

    /// <summary>Adds new chips and lines first, so that guests can take them. Lines that go stay until nobody has them.</summary>
    private int AddChips(RigChangeRun change)
    {
        if (change.Refusals.Count > 0) return 0;
        _rig.Placement = change.PlacementOfBoth;
        foreach (var added in change.Diff.Changes.OfType<ChipAdded>()) Add(change, added.Chip);
        return Replan(change,
            id => Grown(change.Old.Chips.First(chip => chip.Id == id), change.Diff.Target.Chips.First(chip => chip.Id == id)));
    }

    private int Replan(RigChangeRun change, Func<string, ChipPlan> plan)
    {
        var changed = change.Diff.Changes.Select(each =>
            each switch { ChipTreated chip => chip.Chip, ChipLineChanged line => line.Chip, _ => null }).OfType<string>().ToHashSet();
        foreach (string id in changed) _chips[id].Tell(new ChipProtocol.Replan(plan(id), change.Round));
        return changed.Count;
    }

    private void Add(RigChangeRun change, ChipPlan plan)
    {
        var desk = _rig.AddChip(plan);
        change.Added.Add(desk);
        StartChip(desk);
    }

    private int Release(RigChangeRun change)
    {
        if (change.Refusals.Count > 0) return 0;
        change.HasReleased = true;
        TellChips(change, ChipProtocol.ChangePhase.Begins);
        foreach (var (guest, lines) in change.Moves) _guests[guest].Tell(new GuestProtocol.Release(lines, change.Round));
        return change.Moves.Count;
    }

    /// <summary>Stops chips that are replaced. A device can be open only once, so the old chip stops before the new one starts.</summary>
    private int StopReplaced(RigChangeRun change)
    {
        if (change.Refusals.Count > 0) return 0;
        var replaced = change.Diff.Changes.OfType<ChipReplaced>().Select(each => DeskOf(each.Old.Id)).ToArray();
        change.Stopped.AddRange(replaced);
        return Stop(replaced);
    }

    private int StartReplacing(RigChangeRun change)
    {
        if (change.Refusals.Count > 0) return 0;
        foreach (var replaced in change.Diff.Changes.OfType<ChipReplaced>()) Add(change, replaced.New);
        return 0;
    }

    private int Take(RigChangeRun change)
    {
        if (change.Refusals.Count > 0) return 0;
        change.HasTaken = true;
        return Take(change, change.Diff.Target);
    }

    /// <summary>Has the lines that let go take what a plan gives them.</summary>
    private int Take(RigChangeRun change, RigPlan plan)
    {
        int asked = 0;
        foreach (var (id, lines) in change.Moves)
        {
            if (plan.Guests.FirstOrDefault(guest => guest.Id == id) is not { } guest) continue;
            if (change.Reshaped.Contains(id))
            {
                ImmutableArray<ChipUser?> all = [.. guest.Lines.Select(line => _rig.UserOf(id, line, plan, _chips))];
                _guests[id].Tell(new GuestProtocol.Reshape(guest, all, change.Round));
            }
            else
            {
                ImmutableArray<ChipUser?> users = [.. lines.Select(line => _rig.UserOf(id, guest.Lines[line], plan, _chips))];
                _guests[id].Tell(new GuestProtocol.Rewire(guest, lines, users, change.Round));
            }

            asked++;
        }

        return asked;
    }

    private int Decide(RigChangeRun change)
    {
        if (change.Refusals.Count > 0) RollBack(change);
        else Commit(change);
        return 0;
    }

    /// <summary>Tells the chips that lines leave or come to, and no other.</summary>
    private void TellChips(RigChangeRun change, ChipProtocol.ChangePhase phase)
    {
        var message = new ChipProtocol.Change(phase);
        foreach (string id in change.ChipsOfMoves())
            if (_chips.TryGetValue(id, out var chip)) chip.Tell(message);
    }

    private ChipDesk DeskOf(string chip) => _rig.Chips.First(desk => desk.Nets.Plan.Id == chip);

    private int Stop(IReadOnlyCollection<ChipDesk> desks)
    {
        foreach (var desk in desks)
        {
            string id = desk.Nets.Plan.Id;
            _rig.Remove(desk);
            Context.Stop(Context.Watch(_chips[id]));
            _chips.Remove(id);
        }

        return desks.Count;
    }

    /// <summary>A chip with the lines of both plans, while both are in use.</summary>
    private static ChipPlan Grown(ChipPlan old, ChipPlan target) => target with
    {
        Lines = [.. target.Lines.Select((line, i) => line.IsUnused && i < old.Lines.Length ? old.Lines[i] : line),
            .. old.Lines.Skip(target.Lines.Length)],
    };
}
