using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Guests;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Rigs;

/// <summary>Every message that the <see cref="RigActor"/> receives and sends.</summary>
internal static class RigProtocol
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

    /// <summary>In, from a change: these chips of the wiring get actors; answered with <see cref="RigChangeProtocol.Done"/>.</summary>
    public sealed record StartChips(ImmutableArray<ChipDesk> Chips, long Round);

    /// <summary>In, from a change: this guest of the wiring gets an actor; answered by that, with <see cref="GuestProtocol.Done"/>, once a
    /// front-end can connect.</summary>
    public sealed record StartGuest(GuestWiring Guest, long Round);

    /// <summary>In, from a change: these chips and guests stop; answered with one <see cref="RigChangeProtocol.Done"/> for each that
    /// has.</summary>
    public sealed record StopMembers(ImmutableArray<IActorRef> Members, long Round);

    /// <summary>In, from Akka.NET: one of <see cref="StopMembers"/> has stopped.</summary>
    public sealed record Stopped(IActorRef Asker, long Round);

    /// <summary>In, from a change that ends: how it ended.</summary>
    internal sealed record ChangeOver(RigChangeRun Change, ApplyResult Result);
}
