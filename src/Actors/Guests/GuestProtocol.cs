using GpioHub.Actors.Control;

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
    public sealed record CloseDown
    {
        public static readonly CloseDown Instance = new();
    }

    /// <summary>Out: the pins stand as <c>onRelease</c> says.</summary>
    /// <param name="WasConnected">A front-end lost its GPIO.</param>
    public sealed record Closed(bool WasConnected);

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
    }
}
