namespace GpioHub.Actors.Guests;

/// <summary>Every message that a queue actor receives.</summary>
public static class QueueProtocol
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
}
