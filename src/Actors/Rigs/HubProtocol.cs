using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Guests;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Rigs;

/// <summary>Every message that the <see cref="HubActor"/> receives and sends.</summary>
public static class HubProtocol
{
    /// <summary>In: answered with <see cref="Members"/>.</summary>
    public sealed record GetMembers
    {
        public static readonly GetMembers Instance = new();
    }

    /// <summary>Out: the plan in force, and the actors that serve it. Immutable; any thread.</summary>
    /// <param name="Generation">Grows with each plan, from 1.</param>
    /// <param name="Chips">By id.</param>
    /// <param name="Guests">By id.</param>
    public sealed record Members(RigPlan Plan, long Generation, ImmutableDictionary<string, IActorRef> Chips,
        ImmutableDictionary<string, IActorRef> Guests);

    /// <summary>In: put every guest's pins to their release state; answered with <see cref="Released"/> when that is done.</summary>
    public sealed record ReleaseAll
    {
        public static readonly ReleaseAll Instance = new();
    }

    /// <param name="Connected">Guests that had a front-end and lose their GPIO.</param>
    public sealed record Released(IReadOnlyList<string> Connected);

    /// <summary>In: put another plan in force; answered with <see cref="ApplyResult"/>.</summary>
    /// <param name="Plan">Valid as the parser leaves it.</param>
    /// <param name="IfGeneration">Only if this is the generation in force; null = whatever is.</param>
    public sealed record Apply(RigPlan Plan, long? IfGeneration);

    /// <summary>In, from a thread of the pool: the work of this round is done.</summary>
    /// <param name="Refusal">Why it failed, for a person; null = it did not.</param>
    public sealed record Done(long Round, string? Refusal = null);

    /// <summary>In, from the thread that binds sockets.</summary>
    public sealed record Bound(long Round, ImmutableDictionary<string, GuestEndpoint> Endpoints, string? Refusal);

    /// <summary>In, from a timer: the step no longer waits for missing answers.</summary>
    public sealed record WaitedEnough(long Round);
}
