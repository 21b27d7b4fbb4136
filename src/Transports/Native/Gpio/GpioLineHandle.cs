using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>A requested GPIO line. Closing its last copy ends its edges and frees it; the driver decides what the pin does then
/// (GU-16).</summary>
/// <remarks>Any thread. Every call but <see cref="ReadEvents"/> can block for as long as the chip's bus does; so can closing.</remarks>
public sealed class GpioLineHandle : FileDescriptor
{
    /// <summary>Events of one read at most (GU-12).</summary>
    public const int MaxEvents = 64;

    private const ulong FirstLine = 1;
    private readonly string _what;

    private GpioLineHandle(int fd, string what) : base(fd) => _what = what;

    /// <summary>Owns a descriptor that the kernel has just given, and makes its reads non-blocking.</summary>
    /// <param name="what">For errors: which line of which chip.</param>
    internal static GpioLineHandle Own(int fd, string what)
    {
        var line = new GpioLineHandle(fd, what);
        try
        {
            FdInfo.SetNonBlocking(line);
            return line;
        }
        catch
        {
            line.Dispose();
            throw;
        }
    }

    /// <summary>V2_LINE_SET_CONFIG: replaces the whole configuration; without a direction the line stays as it was.</summary>
    /// <param name="flags">GPIO_V2_LINE_FLAG_*.</param>
    /// <param name="value">With OUTPUT: its logical level.</param>
    /// <param name="debounceUs">Microseconds; 0 = none.</param>
    /// <exception cref="ErrnoException">EINVAL; ENXIO: edges of a line without an interrupt; EIO; ENODEV.</exception>
    public unsafe void Configure(ulong flags, bool value, uint debounceUs)
    {
        Libc.gpio_v2_line_config config = default;
        GpioIoctl.Fill(ref config, flags, value, debounceUs);
        int errno = GpioIoctl.Call(this, Libc.GPIO_V2_LINE_SET_CONFIG_IOCTL, &config);
        if (errno != 0) throw new ErrnoException($"ioctl GPIO_V2_LINE_SET_CONFIG_IOCTL {_what}", errno);
    }

    /// <summary>V2_LINE_GET_VALUES: the logical level. Allocates nothing.</summary>
    /// <exception cref="ErrnoException">ENODEV, and other errors of a bus.</exception>
    public unsafe bool GetValue()
    {
        var values = new Libc.gpio_v2_line_values { mask = FirstLine };
        int errno = GpioIoctl.Call(this, Libc.GPIO_V2_LINE_GET_VALUES_IOCTL, &values);
        return errno == 0
            ? (values.bits & FirstLine) != 0
            : throw new ErrnoException($"ioctl GPIO_V2_LINE_GET_VALUES_IOCTL {_what}", errno);
    }

    /// <summary>V2_LINE_SET_VALUES: the logical level of an output. Allocates nothing.</summary>
    /// <exception cref="ErrnoException">EPERM: not an output; ENODEV, and other errors of a bus.</exception>
    public unsafe void SetValue(bool level)
    {
        var values = new Libc.gpio_v2_line_values { mask = FirstLine, bits = level ? FirstLine : 0 };
        int errno = GpioIoctl.Call(this, Libc.GPIO_V2_LINE_SET_VALUES_IOCTL, &values);
        if (errno != 0) throw new ErrnoException($"ioctl GPIO_V2_LINE_SET_VALUES_IOCTL {_what}", errno);
    }

    /// <summary>Takes queued events, oldest first. Never blocks, allocates nothing.</summary>
    /// <param name="edges">Room; at most <see cref="MaxEvents"/> are used.</param>
    /// <returns>How many are filled; 0 = there are none.</returns>
    /// <exception cref="ErrnoException">ENODEV: the chip has gone.</exception>
    [SkipLocalsInit]
    public unsafe int ReadEvents(Span<GpioEdge> edges)
    {
        int room = Math.Min(edges.Length, MaxEvents);
        if (room == 0) return 0;
        Libc.gpio_v2_line_event* records = stackalloc Libc.gpio_v2_line_event[MaxEvents];
        // SAFETY: room ≤ MaxEvents, for which there is space.
        nint got = Read(records, (nuint)(room * sizeof(Libc.gpio_v2_line_event)));
        int count = (int)got / sizeof(Libc.gpio_v2_line_event);
        for (int i = 0; i < count; i++)
        {
            // SAFETY: i < count ≤ room: the kernel has written whole records, and no more than it was told.
            Libc.gpio_v2_line_event* record = records + i;
            edges[i] = new GpioEdge(record->id == Libc.GPIO_V2_LINE_EVENT_RISING_EDGE, (long)record->timestamp_ns, record->line_seqno);
        }
        return count;
    }

    /// <summary>Takes queued events, oldest first, into memory of the caller's, as the kernel writes them (<see cref="GpioEdge.TryRead"/>).
    /// Never blocks, allocates nothing.</summary>
    /// <param name="records">Room for at most <see cref="MaxEvents"/> records of <see cref="GpioEdge.RecordWords"/> words.</param>
    /// <returns>How many are filled; 0 = there are none.</returns>
    /// <exception cref="ErrnoException">ENODEV: the chip has gone.</exception>
    public unsafe int ReadInto(Span<ulong> records)
    {
        int room = Math.Min(records.Length / GpioEdge.RecordWords, MaxEvents);
        if (room == 0) return 0;
        fixed (ulong* start = records)
        {
            // SAFETY: room records fit, as counted just now.
            return (int)Read(start, (nuint)(room * sizeof(Libc.gpio_v2_line_event))) / sizeof(Libc.gpio_v2_line_event);
        }
    }

    /// <returns>Bytes, 0 where the kernel would wait.</returns>
    private unsafe nint Read(void* buffer, nuint length)
    {
        while (true)
        {
            // SAFETY: the caller's buffer and its length.
            nint got = Libc.read(this, buffer, length);
            if (got >= 0) return got;
            int errno = Marshal.GetLastPInvokeError();
            if (errno == Libc.EAGAIN) return 0;
            if (errno != Libc.EINTR) throw new ErrnoException($"read {_what}", errno);
        }
    }
}
