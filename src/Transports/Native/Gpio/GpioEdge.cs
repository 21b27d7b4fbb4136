namespace GpioHub.Transports.Native;

/// <summary>struct gpio_v2_line_event of a request for one line.</summary>
/// <param name="Rising">Logical; else falling.</param>
/// <param name="TimestampNs">CLOCK_MONOTONIC, nanoseconds.</param>
/// <param name="Sequence">line_seqno: from 1, wraps.</param>
public readonly record struct GpioEdge(bool Rising, long TimestampNs, uint Sequence);
