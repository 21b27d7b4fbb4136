namespace GpioHub.Actors.Guests;

/// <summary>Every message that a queue actor receives, and what the guest's actor hears of its rings.</summary>
internal static class QueueProtocol
{
    /// <summary>In, from a turn's intake: the ring may have new chains.</summary>
    public sealed record Drain
    {
        public static readonly Drain Instance = new();
    }

    /// <summary>In, eventq: lines have given buffers back.</summary>
    public sealed record ReturnsReady
    {
        public static readonly ReturnsReady Instance = new();
    }

    /// <summary>Out, from the turn: everything staged until then is published.</summary>
    public sealed record Flushed
    {
        public static readonly Flushed Instance = new();
    }

    /// <summary>Out, from the turn: requests are still in flight at the end of the turn; their deadline runs.</summary>
    public sealed record Outstanding
    {
        public static readonly Outstanding Instance = new();
    }

    /// <summary>Out, from the turn: requests or interrupts wait because of the guest's limits.</summary>
    public sealed record OverLimit
    {
        public static readonly OverLimit Instance = new();
    }

    /// <summary>Out, from the turn or a queue actor: the ring is broken (VU-36).</summary>
    public sealed record RingBroken(int Ring, string Reason);

    /// <summary>Out, from the reactor: the kick descriptor of a ring that takes nothing was written. One at a time per ring.</summary>
    public sealed record RingKicked(int Ring);

    /// <summary>Out, from the turn: some of the guest's memory is gone (VQ-69).</summary>
    public sealed record MemoryLost
    {
        public static readonly MemoryLost Instance = new();
    }
}
