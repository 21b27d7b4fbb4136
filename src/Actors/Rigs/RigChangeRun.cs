using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Guests;
using GpioHub.Rules.Plan;
using static GpioHub.Actors.Rigs.RigChangeProtocol;

namespace GpioHub.Actors.Rigs;

/// <summary>A change of the plan under way: its steps, how far it is, and what a roll-back needs. It belongs to the rig, so that a restart
/// of an actor does not lose it.</summary>
/// <remarks>Another plan comes in force as the difference to the one before; a member that is the same in both gets no message. First comes
/// what can be refused and undone. Each step waits for those whom it has asked, but never without a limit. Only its
/// <see cref="RigChangeActor"/> uses it.</remarks>
internal sealed partial class RigChangeRun
{
    private readonly RigWiring _rig;
    private readonly RigPlan _old;
    private readonly RigPlan _wanted;
    private readonly ReactorPlacement _placementBefore;
    private readonly RigChangeSockets _sockets;
    private readonly Dictionary<string, GuestProtocol.Held> _held = [];
    private RigComparison? _comparison;
    private RigMoves? _found;
    private RigChangeChips? _chips;

    /// <param name="wanted">Valid as the parser leaves it.</param>
    /// <param name="asker">Who gets the result; Nobody = the rig asked itself.</param>
    public RigChangeRun(RigWiring rig, RigPlan wanted, IActorRef asker)
    {
        (_rig, _old, _wanted, _placementBefore, Asker) = (rig, rig.Plan, wanted, rig.Placement, asker);
        Steps = new RigChangeSteps(rig.LastRound);
        _sockets = new RigChangeSockets(rig, Steps);
        Steps.Then(Compare, Ask);
    }

    public RigChangeSteps Steps { get; }

    public IActorRef Asker { get; }

    /// <summary>The guest whose pending shape is applied; null = a whole plan is applied.</summary>
    public string? Adopts { get; init; }

    /// <summary>How it ended; null = it is under way.</summary>
    public ApplyResult? Result { get; private set; }

    /// <summary>What is to be done; known once the plans have been compared.</summary>
    private RigMoves Moves => _found ?? throw new InvalidOperationException("the plans are not compared");

    private RigChangeChips Chips => _chips ??= new RigChangeChips(_rig, Steps, _old, Moves);

    /// <summary>The difference; empty until the plans have been compared.</summary>
    private RigDiff Diff => _found?.Diff ?? new RigDiff(_old, [], [], ImmutableDictionary<string, GuestPlan>.Empty);

    /// <returns>true = it was the last answer: the next step may begin. So do all that take an answer.</returns>
    public bool Answered(Compared message)
    {
        if (Steps.Counts(message.Round)) (_comparison, _found) = (message.Comparison, message.Moves);
        return Steps.Answered(message.Round, message.Refusal);
    }

    public bool Answered(Bound message) => _sockets.Answered(message);

    public bool Answered(GuestProtocol.Held message)
    {
        if (Steps.Counts(message.Round)) _held[message.Guest] = message;
        return Steps.Answered(message.Round);
    }

    public bool GoOnWithout(long round)
    {
        if (!Steps.GoOnWithout(round)) return false;
        _sockets.GiveUp(round);
        return true;
    }

    private int Compare() => Away(round =>
    {
        var comparison = RigComparison.Of(_old, _wanted);
        return new Compared(round, comparison, Adopts is null && comparison.Concerned.IsEmpty ? MovesBy(comparison) : null);
    });

    /// <summary>Asks guests whose front-end decides what can be done. They admit none from then on.</summary>
    private int Ask()
    {
        if (_found is not null || _comparison is not { } comparison)
        {
            Steps.Then(Carry);
            return 0;
        }

        Steps.Then(() => Away(round => new Compared(round, comparison, MovesBy(comparison))), Carry);
        HashSet<string> asked = [.. comparison.Concerned];
        if (Adopts is { } adopts) asked.Add(adopts);
        foreach (string id in asked) _rig.GuestActors[id].Tell(new GuestProtocol.Hold(Steps.Round));
        return asked.Count;
    }

    /// <summary>Finds what is to be done, from the guests' answers.</summary>
    private RigMoves MovesBy(RigComparison comparison)
    {
        var diff = comparison.With(id => !_held.TryGetValue(id, out var held) || held.Connected,
            id => _held.TryGetValue(id, out var held) && held.MayReshape);
        return new RigMoves(_old, diff, _placementBefore);
    }

    /// <summary>Runs work that takes a while with many guests, on no reactor. Nothing that it reads changes until it is done.</summary>
    private int Away(Func<long, Compared> work)
    {
        long round = Steps.Round;
        Steps.Need("the two configurations were not compared");
        Task.Run(() => work(round)).PipeTo(Steps.Self, failure: e => new Compared(round, null, null, e.Message));
        return 1;
    }

    private int Carry()
    {
        if (Steps.IsRefused) Steps.Then(() => Undone(Steps.Refusals[0]));
        else if (Diff.IsEmpty) Steps.Then(RenewLinks, Finish);
        else TryAll();
        return 0;
    }

    private int RenewLinks()
    {
        if (_old.Links is { } links && Adopts is null) _rig.Links?.Renew(links);
        return 0;
    }

    private int Finish()
    {
        foreach (var endpoint in _left) endpoint.Dispose();
        Chips.DisposePorts(undone: false);
        _rig.Placement = Moves.PlacementOfTarget;
        RememberShapes();
        foreach (string refused in Diff.Refused.Select(refusal => refusal.Reason).Concat(Steps.Refusals))
            Steps.Log.Warning("{Refusal}", refused);
        string changes = Diff.Changes.Length == 1 ? "1 change" : $"{Diff.Changes.Length} changes";
        Steps.Log.Info("{Changes} applied, generation {Generation}", changes, _rig.Members.Generation);
        End(ApplyStatus.Applied, "");
        return 0;
    }

    private void RememberShapes()
    {
        if (Adopts is { } adopts) _rig.Pending.Remove(adopts);
        else _rig.Pending.Clear();
        foreach (var (id, plan) in Diff.Pending) _rig.Pending[id] = plan;
        _rig.NotePlan();
        foreach (var guest in _rig.Guests)
        {
            string id = guest.Plan.Id;
            var pending = _rig.Pending.GetValueOrDefault(id);
            if (!_held.ContainsKey(id) && pending != guest.Pending) _rig.GuestActors[id].Tell(new GuestProtocol.GoOn(pending));
        }
    }

    private int Undone(string why)
    {
        _sockets.GiveBack();
        _chips?.DisposePorts(undone: true);
        _rig.Placement = _placementBefore;
        Steps.Log.Error("{Reason}; rolled back, the one before stays in force", why);
        End(ApplyStatus.RolledBack, why);
        return 0;
    }

    private void End(ApplyStatus status, string detail)
    {
        foreach (string id in _held.Keys)
            if (_rig.GuestActors.TryGetValue(id, out var guest)) guest.Tell(new GuestProtocol.GoOn(_rig.Pending.GetValueOrDefault(id)));
        Result = new ApplyResult(status, _rig.Members.Generation, [.. Diff.Changes.Select(each => each.Text)],
            [.. Diff.Refused.Select(refusal => refusal.Reason), .. status == ApplyStatus.Applied ? Steps.Refusals : []], detail);
    }
}
