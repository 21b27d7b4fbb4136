using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Control;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Rigs;

namespace GpioHub.Actors.Hub;

/// <summary>Everything the <see cref="HubActor"/> hears and says.</summary>
public static class HubProtocol
{
    /// <summary>In: answered with <see cref="Members"/>.</summary>
    public sealed record GetMembers
    {
        public static readonly GetMembers Instance = new();
    }

    /// <summary>Out: what is in force. Immutable; any thread.</summary>
    /// <param name="Generation">Grows with each plan, from 1.</param>
    /// <param name="Chips">By id.</param>
    /// <param name="Guests">By id.</param>
    public sealed record Members(RigPlan Plan, long Generation, ImmutableDictionary<string, IActorRef> Chips,
        ImmutableDictionary<string, IActorRef> Guests);

    /// <summary>In: every guest's pins to their release state; answered with <see cref="Released"/> when they are.</summary>
    public sealed record ReleaseAll
    {
        public static readonly ReleaseAll Instance = new();
    }

    /// <param name="Connected">Guests which had a front-end and lose their GPIO.</param>
    public sealed record Released(IReadOnlyList<string> Connected);

    /// <summary>In: another plan is to be in force; answered with <see cref="ApplyResult"/>.</summary>
    /// <param name="Plan">Valid as the parser leaves it.</param>
    /// <param name="IfGeneration">Only if this is the generation in force; null = whatever is.</param>
    public sealed record Apply(RigPlan Plan, long? IfGeneration);

    /// <summary>In, from a guest that waits for it: nobody relies on the shape of its lines at this moment.</summary>
    public sealed record ShapeFree(string Guest);

    /// <summary>In, from a chip or guest: the step which names this round is done.</summary>
    /// <param name="Refusal">Why not, for a person; null = it is.</param>
    public sealed record Done(long Round, string? Refusal = null);

    /// <summary>In, from the thread that binds sockets.</summary>
    public sealed record Bound(long Round, ImmutableDictionary<string, GuestEndpoint> Endpoints, string? Refusal);

    /// <summary>In, from a timer: whoever has not answered is not waited for any longer.</summary>
    public sealed record WaitedEnough(long Round);
}
