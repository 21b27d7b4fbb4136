using System.Collections.Immutable;
using GpioHub.Actors.Guests;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Rigs;

/// <summary>The messages that a <see cref="RigChangeActor"/> receives, besides the answers of guests and chips.</summary>
internal static class RigChangeProtocol
{
    /// <summary>In, from the rig's actor: what this step asked for is done, or one of the members that were to stop has stopped.</summary>
    public sealed record Done(long Round);

    /// <summary>In, from a thread of the pool: the plans are compared.</summary>
    /// <param name="Comparison">null = it failed.</param>
    /// <param name="Moves">What is to be done; null = guests have to be asked first.</param>
    /// <param name="Refusal">Why it failed, for a person; null = it did not.</param>
    public sealed record Compared(long Round, RigComparison? Comparison, RigMoves? Moves, string? Refusal = null);

    /// <summary>In, from the thread that binds sockets.</summary>
    public sealed record Bound(long Round, ImmutableDictionary<string, GuestEndpoint> Endpoints, string? Refusal);

    /// <summary>In, from a timer: the step no longer waits for missing answers.</summary>
    public sealed record WaitedEnough(long Round);

    /// <summary>In, from the actor before a restart: no step waits for anything, so the next one begins.</summary>
    public sealed record GoOn
    {
        public static readonly GoOn Instance = new();
    }
}
