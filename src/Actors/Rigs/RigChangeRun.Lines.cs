using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Rigs;

/// <content>What can be refused, with every line that moves: all let go before the first one takes. And how it is undone: undoing cannot be
/// refused, for each line gets what it had.</content>
internal sealed partial class RigChangeRun
{
    private bool _hasReleased;                                             // lines have let go
    private bool _hasTaken;                                                // lines have taken what the new plan gives them

    private GuestPlan[] Added => [.. Diff.Changes.OfType<GuestAdded>().Select(each => each.Guest)];

    /// <summary>Queues what there is to do.</summary>
    private void TryAll()
    {
        bool moves = Moves.Lines.Count > 0;
        _rig.Placement = Moves.PlacementOfBoth;
        if (Diff.Target.Links is { } links) _rig.Links?.Add(links);        // chips of a new host have to reach it
        if (Added is { Length: > 0 } added) Steps.Try(() => _sockets.Bind(added, []));
        if (Chips.New.Length > 0) Steps.Try(() => Chips.Start(Chips.New));
        if (Chips.Changed.Length > 0) Steps.Try(Chips.Grow);
        if (moves) Steps.Try(Release);
        if (Chips.Replaced.Length > 0)
        {
            Steps.Try(() => Chips.Stop(Chips.Replaced));
            Steps.Try(() => Chips.Start(Chips.Replacing));
        }

        if (moves) Steps.Try(Take);
        Steps.Then(Decide);
    }

    private int Decide()
    {
        if (Steps.IsRefused) RollBack(Steps.Refusals[0]);
        else Commit();
        return 0;
    }

    private int Release()
    {
        _hasReleased = true;
        Chips.Tell(ChipProtocol.ChangePhase.Begins);
        foreach (var (guest, lines) in Moves.Lines) _rig.GuestActors[guest].Tell(new GuestProtocol.Release(lines, Steps.Round));
        return Moves.Lines.Count;
    }

    private int Take()
    {
        _hasTaken = true;
        return Take(Diff.Target);
    }

    /// <summary>Has the lines that let go take what a plan gives them.</summary>
    private int Take(RigPlan plan)
    {
        int asked = 0;
        foreach (var (id, lines) in Moves.Lines)
        {
            if (plan.Guests.FirstOrDefault(guest => guest.Id == id) is not { } guest) continue;
            if (Moves.Reshaped.Contains(id))
            {
                ImmutableArray<Mapping?> all = [.. guest.Lines.Select(line => _rig.MappingOf(id, line, plan))];
                _rig.GuestActors[id].Tell(new GuestProtocol.Reshape(guest, all, Steps.Round));
            }
            else
            {
                ImmutableArray<Mapping?> mappings = [.. lines.Select(line => _rig.MappingOf(id, guest.Lines[line], plan))];
                _rig.GuestActors[id].Tell(new GuestProtocol.Rewire(guest, lines, mappings, Steps.Round));
            }

            asked++;
        }

        return asked;
    }

    private void RollBack(string why)
    {
        if (_hasTaken) Steps.Then(ReleaseTaken);
        if (Chips.HasAdded) Steps.Then(Chips.StopAdded);
        if (Chips.HasStopped) Steps.Then(Chips.StartStopped, Chips.KnowStarted);
        // before the lines take what they had: by the new settings it could be refused
        if (Chips.HasGrown) Steps.Then(Chips.ReplanAsBefore);
        if (_hasReleased) Steps.Then(TakeBack, EndUndo);
        Steps.Then(() => Undone(why));
    }

    /// <summary>Has lines that may have taken something let it go. Of a guest that has other lines by now, all lines let go.</summary>
    private int ReleaseTaken()
    {
        int asked = 0;
        foreach (var (id, lines) in Moves.Lines)
        {
            if (Diff.Target.Guests.FirstOrDefault(guest => guest.Id == id) is not { } guest) continue;
            ImmutableArray<int> taken = Moves.Reshaped.Contains(id) ? [.. guest.Lines.Select(line => line.Line)] : lines;
            _rig.GuestActors[id].Tell(new GuestProtocol.Release(taken, Steps.Round));
            asked++;
        }

        return asked;
    }

    private int TakeBack()
    {
        Chips.Tell(ChipProtocol.ChangePhase.Refused);
        return Take(_old);
    }

    private int EndUndo()
    {
        Chips.Tell(ChipProtocol.ChangePhase.Undone);
        return 0;
    }
}
