using GpioHub.Actors.Hosting;
using GpioHub.Recording.Log;
using GpioHub.Transports.Recording;

namespace GpioHub.Actors.Lines;

/// <summary>Writes to the log when a guest line is unmasked, and what becomes of edges that are not delivered at once.</summary>
/// <remarks>Guest's reactor only; nothing here allocates.</remarks>
/// <param name="source">The line's number in the log.</param>
internal sealed class LineJournal(LogWriter writer, int source, IMonotonicClock clock)
{
    /// <summary>An edge waits for the unmask.</summary>
    public void Latched() => Write(LogKind.Latched, 0);

    /// <summary>Edges share the delivery of another.</summary>
    public void Coalesced(int count) => Write(LogKind.Coalesced, (ushort)Math.Min(count, LogEntry.MostCounted));

    /// <summary>The guest has queued a buffer for an interrupt that is enabled.</summary>
    /// <param name="ns">When the ring was read, CLOCK_MONOTONIC, nanoseconds.</param>
    public void Unmasked(long ns) => writer.Write(LogKind.Unmasked, level: false, source, tail: 0, ns);

    private void Write(LogKind kind, ushort tail) => writer.Write(kind, level: false, source, tail, clock.NowNs);
}
