using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Guests;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Rigs;

/// <summary>A change of the plan under way: how far it is, and what a roll-back needs. It belongs to the rig, so that a restart of the
/// hub's actor does not lose it.</summary>
internal sealed partial class RigChangeRun(RigPlan old, RigPlan wanted, IActorRef asker)
{
    public RigPlan Old { get; } = old;

    public RigPlan Wanted { get; } = wanted;

    /// <summary>Who gets the result; Nobody = the hub asked itself.</summary>
    public IActorRef Asker { get; } = asker;

    /// <summary>The guest whose pending shape is applied; null = a whole plan is applied.</summary>
    public string? Adopts { get; init; }

    /// <summary>The difference; empty until the plans have been compared.</summary>
    public RigDiff Diff { get; private set; } = new(old, [], [], ImmutableDictionary<string, GuestPlan>.Empty);

    public Queue<Func<int>> Steps { get; } = new();

    /// <summary>The number of the step under way, which its answers name.</summary>
    public long Round { get; set; }

    /// <summary>Answers that the step under way still waits for.</summary>
    public int Awaited { get; set; }

    /// <summary>The answers of guests that were asked to hold.</summary>
    public Dictionary<string, GuestProtocol.Held> Held { get; } = [];

    /// <summary>By guest: the lines that get another chip line, or none.</summary>
    public Dictionary<string, ImmutableArray<int>> Moves { get; } = [];

    public HashSet<string> Reshaped { get; } = [];

    /// <summary>What the step under way cannot do without, for a person; null = the step goes on without missing answers.</summary>
    public string? Essential { get; set; }

    /// <summary>Guests that are asked to hold: whether they have a front-end decides, and they must admit none meanwhile.</summary>
    public IReadOnlyCollection<string> Asked { get; private set; } = [];

    /// <summary>Guests that are in both plans and differ a little, with the lines that have other settings.</summary>
    public List<(GuestPlan Guest, ImmutableArray<int> Lines)> Resettled { get; } = [];

    /// <summary>The placement before the change.</summary>
    public required ReactorPlacement Placement { get; init; }

    /// <summary>The placement while both plans are in use.</summary>
    public ReactorPlacement PlacementOfBoth { get; private set; } = null!;

    /// <summary>The placement after the change.</summary>
    public ReactorPlacement PlacementOfTarget { get; private set; } = null!;

    public ImmutableDictionary<string, GuestEndpoint> Bound { get; set; } = ImmutableDictionary<string, GuestEndpoint>.Empty;

    public List<ChipDesk> Added { get; } = [];

    /// <summary>Chips that have stopped, and come back if the change fails.</summary>
    public List<ChipDesk> Stopped { get; } = [];

    /// <summary>Sockets of guests that are gone.</summary>
    public List<GuestEndpoint> Left { get; } = [];

    public List<string> Refusals { get; } = [];

    /// <summary>Lines have let go.</summary>
    public bool HasReleased { get; set; }

    /// <summary>Lines have taken what the new plan gives them.</summary>
    public bool HasTaken { get; set; }

    /// <summary>Nothing can be refused any more.</summary>
    public bool IsCommitted { get; set; }
}
