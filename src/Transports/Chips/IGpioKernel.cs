using System.Runtime.InteropServices;
using GpioHub.Transports.Native;

namespace GpioHub.Transports.Chips;

/// <summary>Linux's GPIO character devices, uAPI v2: the seam between a chip and the kernel (GU-26).</summary>
/// <remarks>Any thread. A failure is an <see cref="ErrnoException"/>. Opening, requesting, configuring and closing can block for as long as
/// a bus hangs; so can reading and setting values.</remarks>
public interface IGpioKernel
{
    /// <summary>Opens a character device.</summary>
    /// <param name="path">Such as <c>/dev/gpiochip0</c>, or a link to it.</param>
    /// <exception cref="ErrnoException">ENOENT, EACCES, ENODEV; ENOTTY: not a GPIO device, or a kernel before 5.10 (GU-02), which the
    /// message tells apart.</exception>
    IGpioChipFile Open(string path);
}

/// <summary>An open chip. Disposing it leaves its requested lines requested.</summary>
public interface IGpioChipFile : IDisposable
{
    GpioChipInfo Info { get; }

    /// <param name="offset">0 .. <see cref="GpioChipInfo.LineCount"/> − 1.</param>
    /// <exception cref="ErrnoException">EINVAL, ENODEV.</exception>
    GpioLineInfo LineInfo(int offset);

    /// <summary>Requests one line; without a direction in <paramref name="config"/> it stays as it is.</summary>
    /// <param name="consumer">The name of its user that others see; cut at 31 bytes.</param>
    /// <param name="eventBufferSize">Events that the kernel keeps; 0 = its default, 16.</param>
    /// <exception cref="ErrnoException">EBUSY: held by another; EINVAL; ENXIO: edges wanted, but the line has no interrupt;
    /// ENODEV.</exception>
    IGpioLineFile Request(int offset, string consumer, in GpioLineConfig config, int eventBufferSize);

    /// <summary>Goes on with a line that another process has requested: its pin, configuration and queued events are as they
    /// were.</summary>
    /// <param name="left">The descriptor of the request; belongs to the line, if there is one afterwards.</param>
    /// <param name="consumer">The name under which it was requested.</param>
    /// <returns>null = it is something else, or a request of another line or chip.</returns>
    /// <exception cref="ErrnoException">ENODEV.</exception>
    IGpioLineFile? Adopt(FileDescriptor left, int offset, string consumer);
}

/// <summary>One requested line. Disposing it gives it back: edges end, and the driver decides what the pin does (GU-16).</summary>
public interface IGpioLineFile : IDisposable
{
    /// <summary>For epoll: In while events are queued, HangUp and Error when the chip has gone.</summary>
    SafeHandle Descriptor { get; }

    /// <summary>Replaces the whole configuration. Without a direction the line stays as it was.</summary>
    /// <exception cref="ErrnoException">EINVAL; ENXIO: no interrupt; EIO; ENODEV.</exception>
    void Configure(in GpioLineConfig config);

    /// <summary>The logical level. Allocates nothing.</summary>
    /// <exception cref="ErrnoException">EIO and other errors of a bus; ENODEV.</exception>
    bool GetValue();

    /// <summary>The logical level of an output. Allocates nothing.</summary>
    /// <exception cref="ErrnoException">EPERM: not an output; else as for <see cref="GetValue"/>.</exception>
    void SetValue(bool level);

    /// <summary>Takes queued events, oldest first; never blocks, allocates nothing.</summary>
    /// <returns>How many of <paramref name="events"/> are filled; 0 = there are none.</returns>
    /// <exception cref="ErrnoException">ENODEV: the chip has gone.</exception>
    int ReadEvents(Span<GpioLineEvent> events);

    /// <summary>Takes queued events, oldest first, as the kernel writes them; never blocks, allocates nothing.</summary>
    /// <param name="records">Each <see cref="GpioEdge.RecordWords"/> words, for <see cref="GpioEdge.TryRead"/>.</param>
    /// <returns>How many are filled; 0 = there are none.</returns>
    /// <exception cref="ErrnoException">ENODEV: the chip has gone.</exception>
    int ReadInto(Span<ulong> records);
}

/// <summary>GPIO_V2_LINE_FLAG_*.</summary>
[Flags]
public enum GpioLineBits : ulong
{
    None = 0,

    /// <summary>Info only: somebody holds it.</summary>
    Used = 1 << 0,
    ActiveLow = 1 << 1,
    Input = 1 << 2,
    Output = 1 << 3,
    EdgeRising = 1 << 4,
    EdgeFalling = 1 << 5,
    OpenDrain = 1 << 6,
    OpenSource = 1 << 7,
    BiasPullUp = 1 << 8,
    BiasPullDown = 1 << 9,
    BiasDisabled = 1 << 10,
}

/// <param name="Name">Such as gpiochip0.</param>
/// <param name="Label">Of the driver's choice; not unique.</param>
public sealed record GpioChipInfo(string Name, string Label, int LineCount);

/// <param name="Name">"" = none.</param>
/// <param name="Consumer">Who holds it; "" = nobody, or nobody with a name.</param>
public sealed record GpioLineInfo(string Name, string Consumer, GpioLineBits Flags);

/// <summary>The configuration of one requested line.</summary>
/// <param name="Flags">No more than one direction; edges need Input, drive flags Output, a bias a direction.</param>
/// <param name="Value">With Output: the logical level from its first instant (GU-24).</param>
/// <param name="DebounceUs">Microseconds; 0 = none. Needs Input.</param>
public readonly record struct GpioLineConfig(GpioLineBits Flags, bool Value = false, uint DebounceUs = 0);

/// <summary>An edge as the kernel queued it.</summary>
/// <param name="Rising">Logical: active-low is taken into account.</param>
/// <param name="TimestampNs">CLOCK_MONOTONIC, nanoseconds.</param>
/// <param name="Sequence">Numbers the line's edges from 1 and wraps; a gap is edges for which the kernel had no room.</param>
public readonly record struct GpioLineEvent(bool Rising, long TimestampNs, uint Sequence);
