using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>struct gpio_v2_line_event of a request for one line.</summary>
/// <param name="Rising">Logical; else falling.</param>
/// <param name="TimestampNs">CLOCK_MONOTONIC, nanoseconds.</param>
/// <param name="Sequence">line_seqno: from 1, wraps.</param>
public readonly record struct GpioEdge(bool Rising, long TimestampNs, uint Sequence)
{
    /// <summary>Words of 8 bytes of a record as the kernel writes it.</summary>
    public const int RecordWords = 6;

    /// <summary>Reads a record of <see cref="GpioLineHandle.ReadInto"/>.</summary>
    /// <param name="offset">The line's number on its chip.</param>
    /// <returns>false = it is none, such as memory that nothing was written to.</returns>
    public static bool TryRead(ReadOnlySpan<ulong> record, out int offset, out GpioEdge edge)
    {
        var read = MemoryMarshal.Read<Libc.gpio_v2_line_event>(MemoryMarshal.AsBytes(record));
        bool rises = read.id == Libc.GPIO_V2_LINE_EVENT_RISING_EDGE;
        (offset, edge) = ((int)read.offset, new GpioEdge(rises, (long)read.timestamp_ns, read.line_seqno));
        return rises || read.id == Libc.GPIO_V2_LINE_EVENT_FALLING_EDGE;
    }

    /// <summary>Writes a record as the kernel does.</summary>
    public void Write(Span<ulong> record, int offset)
    {
        var written = new Libc.gpio_v2_line_event
        {
            timestamp_ns = (ulong)TimestampNs,
            id = Rising ? Libc.GPIO_V2_LINE_EVENT_RISING_EDGE : Libc.GPIO_V2_LINE_EVENT_FALLING_EDGE,
            offset = (uint)offset,
            seqno = Sequence,
            line_seqno = Sequence,
        };
        MemoryMarshal.Write(MemoryMarshal.AsBytes(record), in written);
    }
}
