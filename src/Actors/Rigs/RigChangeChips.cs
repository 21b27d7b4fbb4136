using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Rigs;

/// <summary>What a change does to chips: those that come, go, or have other lines. Each method that returns a number is a step.</summary>
/// <remarks>New chips and lines come first, so that guests can take them. What goes stays until nobody has it. A device can be open only
/// once, so a chip that is replaced stops before the new one starts.</remarks>
internal sealed class RigChangeChips(RigWiring rig, RigChangeSteps steps, RigPlan old, RigMoves moves)
{
    private readonly List<ChipDesk> _added = [];
    private readonly List<ChipDesk> _stopped = [];                         // they come back if the change fails

    public ImmutableArray<ChipPlan> New { get; } = Of<ChipAdded>(moves.Diff, each => each.Chip);

    public ImmutableArray<ChipPlan> Removed { get; } = Of<ChipRemoved>(moves.Diff, each => each.Chip);

    public ImmutableArray<ChipPlan> Replaced { get; } = Of<ChipReplaced>(moves.Diff, each => each.Old);

    public ImmutableArray<ChipPlan> Replacing { get; } = Of<ChipReplaced>(moves.Diff, each => each.New);

    /// <summary>Chips of both plans that have other lines, or another treatment of their device.</summary>
    public ImmutableArray<string> Changed { get; } = [.. moves.Diff.Changes.Select(each =>
        each switch { ChipTreated chip => chip.Chip, ChipLineChanged line => line.Chip, _ => null }).OfType<string>().Distinct()];

    /// <summary>Those of <see cref="Changed"/> that lose lines.</summary>
    public ImmutableArray<string> Shrinking => [.. Changed.Where(id => !RigEquality.Same(WithBoth(id), Target(id)))];

    public bool HasAdded => _added.Count > 0;

    public bool HasStopped => _stopped.Count > 0;

    /// <summary>Chips have been told of other lines.</summary>
    public bool HasGrown { get; private set; }

    public int Start(IReadOnlyCollection<ChipPlan> plans)
    {
        ChipDesk[] desks = [.. plans.Select(rig.AddChip)];
        _added.AddRange(desks);
        return Start(desks);
    }

    public int Stop(IReadOnlyCollection<ChipPlan> plans)
    {
        ChipDesk[] desks = [.. plans.Select(chip => rig.Chips.First(desk => desk.Nets.Plan.Id == chip.Id))];
        _stopped.AddRange(desks);
        return Stop(desks);
    }

    /// <summary>Gives chips the lines of both plans.</summary>
    public int Grow()
    {
        HasGrown = true;
        return Replan(Changed, WithBoth);
    }

    public int Shrink() => Replan(Shrinking, Target);

    /// <summary>Tells the chips that lines leave or come to, and no other, how the change goes.</summary>
    public void Tell(ChipProtocol.ChangePhase phase)
    {
        var message = new ChipProtocol.Change(phase);
        foreach (string id in moves.Chips)
            if (rig.ChipActors.TryGetValue(id, out var chip)) chip.Tell(message);
    }

    public int StopAdded() => Stop(_added);

    public int StartStopped()
    {
        foreach (var desk in _stopped) rig.Put(desk);
        return Start(_stopped);
    }

    /// <summary>Chips that were stopped have other actors now.</summary>
    public int KnowStarted()
    {
        rig.KnowActors();
        return 0;
    }

    public int ReplanAsBefore() => Replan(Changed, id => old.Chips.First(chip => chip.Id == id));

    /// <summary>Ends what no plan has any more.</summary>
    /// <param name="undone">The change is undone, so that is what it has added; else what it has stopped.</param>
    public void DisposePorts(bool undone)
    {
        foreach (var chip in undone ? _added : _stopped) (chip.Port as IDisposable)?.Dispose();
    }

    private static ImmutableArray<ChipPlan> Of<T>(RigDiff diff, Func<T, ChipPlan> plan)
        where T : RigChange => [.. diff.Changes.OfType<T>().Select(plan)];

    private int Start(IReadOnlyCollection<ChipDesk> desks)
    {
        steps.Rig.Tell(new RigProtocol.StartChips([.. desks], steps.Round));
        return 1;
    }

    private int Stop(IReadOnlyCollection<ChipDesk> desks)
    {
        var actors = ImmutableArray.CreateBuilder<IActorRef>();
        foreach (var desk in desks)
        {
            rig.Remove(desk);
            if (rig.ChipActors.Remove(desk.Nets.Plan.Id, out var actor)) actors.Add(actor);
        }

        steps.Rig.Tell(new RigProtocol.StopMembers(actors.ToImmutable(), steps.Round));
        return actors.Count;
    }

    private int Replan(IReadOnlyCollection<string> chips, Func<string, ChipPlan> plan)
    {
        foreach (string id in chips) rig.ChipActors[id].Tell(new ChipProtocol.Replan(plan(id), steps.Round));
        return chips.Count;
    }

    private ChipPlan Target(string id) => moves.Diff.Target.Chips.First(chip => chip.Id == id);

    /// <summary>A chip with the lines of both plans, while both are in use.</summary>
    private ChipPlan WithBoth(string id)
    {
        var (before, target) = (old.Chips.First(chip => chip.Id == id), Target(id));
        return target with
        {
            Lines = [.. target.Lines.Select((line, i) => line.IsUnused && i < before.Lines.Length ? before.Lines[i] : line),
                .. before.Lines.Skip(target.Lines.Length)],
        };
    }
}
