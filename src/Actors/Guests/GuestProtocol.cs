using System.Collections.Immutable;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Control;
using GpioHub.Actors.Hub;
using GpioHub.Actors.Rigs;

namespace GpioHub.Actors.Guests;

/// <summary>Everything a <see cref="GuestActor"/> hears and says.</summary>
public static class GuestProtocol
{
    /// <summary>In, from the reactor: the listening socket has a connection.</summary>
    public sealed record Connectable
    {
        public static readonly Connectable Instance = new();
    }

    /// <summary>In, from the reactor: the connection has bytes, or its end.</summary>
    public sealed record Readable
    {
        public static readonly Readable Instance = new();
    }

    /// <summary>In, from the turn: everything staged until then is published.</summary>
    public sealed record Flushed
    {
        public static readonly Flushed Instance = new();
    }

    /// <summary>In, from the turn: requests are in flight although the turn is over; their deadline runs.</summary>
    public sealed record Outstanding
    {
        public static readonly Outstanding Instance = new();
    }

    /// <summary>In, from the turn: requests or interrupts wait because of the guest's limits.</summary>
    public sealed record OverLimit
    {
        public static readonly OverLimit Instance = new();
    }

    /// <summary>In, from the turn or a queue actor: the ring is broken (VU-36).</summary>
    public sealed record RingBroken(int Ring, string Reason);

    /// <summary>In: answered with <see cref="GuestSnapshot"/>.</summary>
    public sealed record Describe
    {
        public static readonly Describe Instance = new();
    }

    /// <summary>In: end the session, for the tests and for a socket that is to be dropped; the guest's front-end may come back.</summary>
    public sealed record DropConnection
    {
        public static readonly DropConnection Instance = new();
    }

    /// <summary>In: the hub stops; pins go to their release state. Answered with <see cref="Closed"/>.</summary>
    public sealed record CloseDown(string Why)
    {
        public static readonly CloseDown Instance = new("hub stops");
    }

    /// <summary>Out: the pins stand as <c>onRelease</c> says.</summary>
    /// <param name="WasConnected">A front-end lost its GPIO.</param>
    public sealed record Closed(bool WasConnected);

    /// <summary>In, from the hub that wants to apply another plan: says how it is, and admits nobody until <see cref="GoOn"/>.
    /// Answered with <see cref="Held"/>.</summary>
    public sealed record Hold(long Round);

    /// <param name="Connected">It has a front-end, which goes on.</param>
    /// <param name="MayReshape">Nobody relies on what its lines are.</param>
    public sealed record Held(string Guest, bool Connected, bool MayReshape, long Round);

    /// <summary>In, from the hub: the end of <see cref="Hold"/>.</summary>
    /// <param name="Pending">The shape that waits for its front-end; null = none.</param>
    public sealed record GoOn(GuestPlan? Pending);

    /// <summary>In, from the hub: these lines let go of their chip lines; answered with <see cref="HubProtocol.Done"/>.</summary>
    public sealed record Release(ImmutableArray<int> Lines, long Round);

    /// <summary>In, from the hub: these lines, which have let go, stand for others; answered with <see cref="HubProtocol.Done"/> when their
    /// chips have what they want.</summary>
    /// <param name="Users">For each of <paramref name="Lines"/>; null = spare.</param>
    public sealed record Rewire(GuestPlan Plan, ImmutableArray<int> Lines, ImmutableArray<ChipUser?> Users, long Round);

    /// <summary>In, from the hub, to a held guest all of whose lines have let go: another number of lines, or other names.
    /// Answered with <see cref="HubProtocol.Done"/>.</summary>
    /// <param name="Users">By line; null = spare.</param>
    public sealed record Reshape(GuestPlan Plan, ImmutableArray<ChipUser?> Users, long Round);

    /// <summary>In, from the hub: the plan is in force; lines may do what it says. Answered with <see cref="HubProtocol.Done"/>.</summary>
    /// <param name="Lines">Those that differ.</param>
    public sealed record Settle(GuestPlan Plan, ImmutableArray<int> Lines, long Round);

    /// <summary>In, from the hub, to a held guest: stops listening and lets go of its socket;
    /// answered with <see cref="HubProtocol.Done"/>.</summary>
    public sealed record LeaveSocket(long Round);

    /// <summary>In, from the hub: listens here.</summary>
    public sealed record Listen(GuestEndpoint Endpoint);

    /// <summary>In, from the hub: answered with <see cref="HubProtocol.Done"/> once it can be connected to.</summary>
    public sealed record GetReady(long Round);

    /// <summary>In, from timers.</summary>
    public enum GuestTimer
    {
        /// <summary>500 ms of the oldest request in flight are over soon.</summary>
        Deadline,

        /// <summary>2 s after a connection.</summary>
        Silent,

        /// <summary>30 s after a connection.</summary>
        NoDriver,

        /// <summary>1 s after a part of a message (VU-06).</summary>
        Partial,

        /// <summary><c>whenStopped</c> after the last ring stopped.</summary>
        Stopped,

        /// <summary>What waits because of the guest's limits may go on.</summary>
        Limit,
    }
}
