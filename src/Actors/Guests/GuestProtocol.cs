using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Guests;

/// <summary>Every message that a <see cref="GuestActor"/> receives and sends.</summary>
internal static class GuestProtocol
{
    /// <summary>In, from the reactor: the listening socket has a connection.</summary>
    public sealed record Connectable
    {
        public static readonly Connectable Instance = new();
    }

    /// <summary>In, from the reactor: the connection has bytes, or has ended.</summary>
    public sealed record Readable
    {
        public static readonly Readable Instance = new();
    }

    /// <summary>In, from the reactor: the turn is committed in which nothing was in hand.</summary>
    public sealed record SessionCommitted
    {
        public static readonly SessionCommitted Instance = new();
    }

    /// <summary>In: answered with <see cref="GuestSnapshot"/>.</summary>
    public sealed record Describe
    {
        public static readonly Describe Instance = new();
    }

    /// <summary>In: answered with <see cref="GuestCounts"/>.</summary>
    public sealed record Count
    {
        public static readonly Count Instance = new();
    }

    /// <summary>In: the hub stops; the pins go to their release state. Answered with <see cref="Closed"/>.</summary>
    public sealed record CloseDown(string Why)
    {
        public static readonly CloseDown Instance = new("hub stops");
    }

    /// <summary>Out: the pins stand as <c>onRelease</c> says.</summary>
    /// <param name="WasConnected">A front-end lost its GPIO.</param>
    public sealed record Closed(bool WasConnected);

    /// <summary>In, from the rig that wants to apply another plan: the guest says how it is, and admits no front-end until
    /// <see cref="GoOn"/>. Answered with <see cref="Held"/>.</summary>
    public sealed record Hold(long Round);

    /// <param name="Connected">It has a front-end, which goes on.</param>
    /// <param name="MayReshape">Nobody relies on its present shape.</param>
    public sealed record Held(string Guest, bool Connected, bool MayReshape, long Round);

    /// <summary>Out: what the hub asked for in this round is done.</summary>
    /// <param name="Refusal">Why it was refused, for a person; null = it was not.</param>
    public sealed record Done(long Round, string? Refusal = null);

    /// <summary>Out, with a pending shape: nobody relies on the present shape of the lines at this moment. Answered with
    /// <see cref="GoOn"/>.</summary>
    public sealed record ShapeFree(string Guest);

    /// <summary>In, from the rig: ends <see cref="Hold"/>.</summary>
    /// <param name="Pending">The shape that waits for its front-end; null = none.</param>
    public sealed record GoOn(GuestPlan? Pending);

    /// <summary>In, from the rig: these lines let go of their chip lines; answered with <see cref="Done"/>.</summary>
    public sealed record Release(ImmutableArray<int> Lines, long Round);

    /// <summary>In, from the rig: these lines, which have let go, now stand for other chip lines; answered with
    /// <see cref="Done"/> when their chips have what the lines want.</summary>
    /// <param name="Mappings">For each of <paramref name="Lines"/>; null = spare.</param>
    public sealed record Rewire(GuestPlan Plan, ImmutableArray<int> Lines, ImmutableArray<Mapping?> Mappings, long Round);

    /// <summary>In, from the rig, to a held guest: another number of lines, or other names. All lines of the guest have let go. Answered
    /// with <see cref="Done"/>.</summary>
    /// <param name="Mappings">By line; null = spare.</param>
    public sealed record Reshape(GuestPlan Plan, ImmutableArray<Mapping?> Mappings, long Round);

    /// <summary>In, from the rig: the plan is in force, and lines may do what it says. Answered with
    /// <see cref="Done"/>.</summary>
    /// <param name="Lines">The lines that differ.</param>
    public sealed record Settle(GuestPlan Plan, ImmutableArray<int> Lines, long Round);

    /// <summary>In, from the rig, to a held guest: stop listening and let go of the socket; answered with
    /// <see cref="Done"/>.</summary>
    public sealed record LeaveSocket(long Round);

    /// <summary>In, from the rig: listen here.</summary>
    public sealed record Listen(GuestEndpoint Endpoint);

    /// <summary>In: listen here, because the path of the present socket is gone.</summary>
    /// <param name="Instead">The present one; of another one nothing is done, and <paramref name="Endpoint"/> is closed.</param>
    public sealed record ListenAgain(GuestEndpoint Endpoint, GuestEndpoint Instead);

    /// <summary>In, from the rig: answered with <see cref="Done"/> once a front-end can connect.</summary>
    public sealed record GetReady(long Round);
}
