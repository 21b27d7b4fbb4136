using System.Collections.Immutable;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Links;

namespace GpioHub.Actors.Links;

/// <summary>One chip of this host as another host uses it: what its state decides is carried out here, towards the chip as a guest's lines
/// would, and towards the consumer. Its link's actor only.</summary>
internal sealed class Export
{
    private readonly Link _link;
    private ExportUser[] _users;
    private ulong _epoch;                                                  // of the last look
    private (int Look, ImmutableArray<int> Lines, LookedLine?[] Found)? _looking;

    public Export(Link link, SharedChip shared, ExportRules rules)
    {
        (_link, Shared) = (link, shared);
        _users = [.. shared.Lines.Select(line => new ExportUser(line.Mapping))];
        int[] driven = [.. _users.Index().Where(user => user.Item.Drives).Select(user => user.Index)];
        State = ExportState.Begun(shared.Id, rules, [.. shared.Lines.Select(line => line.Line)], driven, link.Home.NowNs);
        if (link.State.Phase == PeerPhase.Up) Carry(State.LinkUp());
        foreach (var user in _users) Attach(user);
    }

    public SharedChip Shared { get; private set; }

    public ExportState State { get; private set; }

    /// <summary>The chip shares other lines. Those that are shared no more have been let go by then.</summary>
    public void Share(SharedChip shared)
    {
        if (!shared.Chip.Equals(Shared.Chip)) Carry(State.ChipLost($"{shared.Id} is another chip now", _link.Home.NowNs));
        Shared = shared;
        var before = _users;
        _users = [.. shared.Lines.Select(line => line.Mapping)
            .Select(mapping => before.FirstOrDefault(user => user.Mapping == mapping) ?? new ExportUser(mapping))];
        if (_looking is { } looking)
        {
            _looking = null;
            var none = looking.Lines.Select(_ => new LookedLine(false, 0, "the file has just changed"));
            Carry(State.Looked(looking.Look, [.. none], _link.Home.NowNs));
        }

        Carry(State.Share([.. shared.Lines.Select(line => line.Line)], _link.Home.NowNs));
        foreach (var user in _users.Except(before)) Attach(user);
    }

    /// <summary>Nobody has any of it any more.</summary>
    /// <param name="why">For the other host's people.</param>
    public void End(string why)
    {
        Carry(State.ChipLost(why, _link.Home.NowNs));
        foreach (var user in _users) user.End();
    }

    public void ChipBack() => Carry(State.ChipBack());

    public void ChipLost() => Shared.Chip.Tell(new ChipProtocol.Count(Lines: false), _link.Actor);

    /// <summary>The chip says how it is.</summary>
    public void ChipIs(ChipState state, string? why)
    {
        if (state == ChipState.Up) Carry(State.ChipBack());
        else Carry(State.ChipLost($"{Shared.Id} is away at {_link.Plan.Host}: {why ?? "it is being opened"}", _link.Home.NowNs));
    }

    /// <summary>A chip tells of edges of one of the lines. While the link cannot keep up they stay where the chip counts them: a storm is
    /// work for each message, not for each edge.</summary>
    /// <returns>false = they are of none of them.</returns>
    public bool Sense(PendingEdges edges)
    {
        int line = Array.FindIndex(_users, user => user.Mapping.Edges == edges);
        if (line < 0) return false;
        _users[line].HasCome();
        if (!State.KeepsBack) TakeEdges();
        return true;
    }

    /// <summary>Takes what chips have told of and nobody has taken.</summary>
    public void TakeEdges()
    {
        for (int line = 0; line < _users.Length; line++)
            if (_users[line].Take()) TellSeen(line);
    }

    /// <summary>The chip has answered an operation.</summary>
    public void Done(LineOperation operation)
    {
        int line = Array.FindIndex(_users, user => user.Mapping == operation.Mapping);
        if (line < 0) return;
        _users[line].Done(operation);
        TellSeen(line);
    }

    /// <summary>Puts a decision in force.</summary>
    public void Carry(in ExportDecision decision)
    {
        State = decision.Next;
        foreach (var effect in decision.Effects) Carry(effect);
    }

    private void Carry(ExportEffect effect)
    {
        switch (effect)
        {
            case ExportEffect.Say said:
                _link.Send(said.Message);
                break;
            case ExportEffect.LookAt look:
                LookAt(look);
                break;
            case ExportEffect.LookAway:
                _looking = null;
                foreach (var user in _users) user.LookAway();
                break;
            case ExportEffect.Apply wish:
                _users[wish.Line].Ask(wish.Wish, done => Did(wish.Line, done));
                break;
        }
    }

    private void LookAt(ExportEffect.LookAt look)
    {
        if (State.Epoch != _epoch)
            foreach (var user in _users) user.BeginAnew();
        _epoch = State.Epoch;
        _looking = (look.Look, look.Lines, new LookedLine?[look.Lines.Length]);
        foreach (int line in Enumerable.Range(0, _users.Length).Except(look.Lines)) _users[line].LookAway();
        foreach (var (place, line) in look.Lines.Index())
            _users[line].Look(seen => Saw(look.Look, place, seen));
    }

    private void Saw(int look, int place, LineOperation seen)
    {
        if (_looking is not { } looking || looking.Look != look) return;
        string? problem = seen.Outcome == ChipOutcome.Done ? null : seen.Why ?? $"{Shared.Id} refuses the line";
        looking.Found[place] = new LookedLine(seen.Level, seen.Edges, problem);
        if (looking.Found.Any(found => found is null)) return;
        _looking = null;
        Carry(State.Looked(look, [.. looking.Found.Select(found => found!.Value)], _link.Home.NowNs));
        for (int line = 0; line < _users.Length; line++) TellSeen(line);
    }

    /// <summary>Tells what a line has seen. While the chip looks at other lines it waits: the consumer first hears how all of them stood
    /// then.</summary>
    private void TellSeen(int line)
    {
        if (_looking is null && _users[line].Tell() is var (edges, total))
            Carry(State.Seen(line, edges.Rising, edges.Falling, edges.Level, edges.Ns > 0 ? edges.Ns : _link.Home.NowNs, total));
    }

    private void Did(int line, LineOperation done)
    {
        var outcome = done.Outcome switch
        {
            ChipOutcome.Done => WishOutcome.Done,
            ChipOutcome.Refused => WishOutcome.Refused,
            _ => WishOutcome.Gone,
        };
        Carry(State.Did(line, outcome, done.Level, done.Edges, done.Why));
    }

    private void Attach(ExportUser user) => user.Mapping.Chip.Tell(new WireProtocol.Attach(user.Mapping, _link.Actor), _link.Actor);
}
