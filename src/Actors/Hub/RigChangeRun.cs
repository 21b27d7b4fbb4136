using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Rigs;

namespace GpioHub.Actors.Hub;

/// <summary>A change of the plan on its way: where it stands, and what a roll-back needs.
/// Belongs to the rig, so that a restart of the hub's actor does not lose it.</summary>
internal sealed partial class RigChangeRun(RigPlan old, RigPlan wanted, IActorRef asker)
{
    public RigPlan Old { get; } = old;

    public RigPlan Wanted { get; } = wanted;

    /// <summary>Gets the result; Nobody = the hub asked itself.</summary>
    public IActorRef Asker { get; } = asker;

    /// <summary>The guest whose shape waited; null = a whole plan is applied.</summary>
    public string? Adopts { get; init; }

    /// <summary>Nothing, until they have been compared.</summary>
    public RigDiff Diff { get; private set; } = new(old, [], [], ImmutableDictionary<string, GuestPlan>.Empty);

    public Queue<Func<int>> Steps { get; } = new();

    /// <summary>Names the step under way in its answers.</summary>
    public long Round { get; set; }

    /// <summary>Answers that the step under way still waits for.</summary>
    public int Awaited { get; set; }

    /// <summary>How guests are that were asked to hold.</summary>
    public Dictionary<string, GuestProtocol.Held> Held { get; } = [];

    /// <summary>By guest: lines that stand for other chip lines, or for none, from now on.</summary>
    public Dictionary<string, ImmutableArray<int>> Moves { get; } = [];

    public HashSet<string> Reshaped { get; } = [];

    /// <summary>What the step under way must have, for a person: there is no going on without it.
    /// null = whoever does not answer is not waited for.</summary>
    public string? Essential { get; set; }

    /// <summary>Guests whose answer matters: whether they have a front-end decides, and none is to come meanwhile.</summary>
    public IReadOnlyCollection<string> Asked { get; private set; } = [];

    /// <summary>Guests that are in both plans and not quite the same, with the lines which have other settings.</summary>
    public List<(GuestPlan Guest, ImmutableArray<int> Lines)> Resettled { get; } = [];

    /// <summary>Before the change.</summary>
    public required ReactorPlacement Placement { get; init; }

    /// <summary>While both plans are served.</summary>
    public ReactorPlacement PlacementOfBoth { get; private set; } = null!;

    /// <summary>After the change.</summary>
    public ReactorPlacement PlacementOfTarget { get; private set; } = null!;

    public ImmutableDictionary<string, GuestEndpoint> Bound { get; set; } = ImmutableDictionary<string, GuestEndpoint>.Empty;

    public List<ChipDesk> Added { get; } = [];

    /// <summary>Chips that have stopped, to come back if all else fails.</summary>
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
