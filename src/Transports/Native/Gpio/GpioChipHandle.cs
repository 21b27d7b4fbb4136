using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace GpioHub.Transports.Native;

/// <summary>An open <c>/dev/gpiochipN</c>, uAPI v2. Closing it leaves its requested lines requested.</summary>
/// <remarks>Any thread. Every call can block for as long as the chip's bus does.</remarks>
public sealed class GpioChipHandle : FileDescriptor
{
    private const string LineLink = "anon_inode:gpio-line";

    private readonly string _path;

    private GpioChipHandle(int fd, string path) : base(fd) => _path = path;

    /// <summary>Such as gpiochip0.</summary>
    public string Name { get; private set; } = "";

    public string Label { get; private set; } = "";

    public int LineCount { get; private set; }

    /// <summary>Opens a chip. Checks that it is one, and that the kernel knows uAPI v2.</summary>
    /// <exception cref="PlatformNotSupportedException">GU-01.</exception>
    /// <exception cref="ErrnoException">ENOENT, EACCES; ENODEV: the chip is about to go; ENOTTY: no GPIO device, or a kernel before 5.10
    /// (GU-02), as the message says.</exception>
    public static GpioChipHandle Open(string path)
    {
        GpioIoctl.RequireArchitecture(RuntimeInformation.ProcessArchitecture);
        var chip = new GpioChipHandle(OpenFile(path), path);
        try
        {
            chip.ReadInfo();
            chip.RequireV2();
            return chip;
        }
        catch
        {
            chip.Dispose();
            throw;
        }
    }

    /// <summary>V2_GET_LINEINFO.</summary>
    /// <returns>Name and consumer, "" = none, and GPIO_V2_LINE_FLAG_*.</returns>
    /// <exception cref="ErrnoException">EINVAL: no such line; ENODEV.</exception>
    public unsafe (string Name, string Consumer, ulong Flags) LineInfo(int offset)
    {
        Libc.gpio_v2_line_info info = default;
        int errno = LineInfo(offset, ref info);
        return errno == 0
            ? (GpioIoctl.Text(info.name), GpioIoctl.Text(info.consumer), info.flags)
            : throw new ErrnoException($"ioctl GPIO_V2_GET_LINEINFO_IOCTL {_path} line {offset}", errno);
    }

    /// <summary>V2_GET_LINE for one line.</summary>
    /// <param name="consumer">Cut at 31 bytes of UTF-8.</param>
    /// <param name="flags">GPIO_V2_LINE_FLAG_*; without a direction the line stays as it is.</param>
    /// <param name="value">With OUTPUT: its logical level from the first instant.</param>
    /// <param name="debounceUs">Microseconds; 0 = none.</param>
    /// <param name="eventBufferSize">Events; 0 = the kernel's default, 16.</param>
    /// <exception cref="ErrnoException">EBUSY: held by another; EINVAL; ENXIO: edges of a line without an interrupt; ENODEV.</exception>
    public unsafe GpioLineHandle Request(int offset, string consumer, ulong flags, bool value, uint debounceUs, int eventBufferSize)
    {
        Libc.gpio_v2_line_request request = default;
        request.offsets[0] = (uint)offset;
        request.num_lines = 1;
        request.event_buffer_size = (uint)eventBufferSize;
        // SAFETY: one byte less than the array has, so that its last stays NUL; a character that does not fit whole is left out.
        Utf8.FromUtf16(consumer, new Span<byte>(request.consumer, Libc.GPIO_MAX_NAME_SIZE - 1), out _, out _);
        GpioIoctl.Fill(ref request.config, flags, value, debounceUs);
        int errno = GpioIoctl.Call(this, Libc.GPIO_V2_GET_LINE_IOCTL, &request);
        return errno == 0
            ? GpioLineHandle.Own(request.fd, $"{_path} line {offset}")
            : throw new ErrnoException($"ioctl GPIO_V2_GET_LINE_IOCTL {_path} line {offset}", errno);
    }

    /// <summary>Goes on with the request of a line that another process has made.</summary>
    /// <param name="left">Belongs to the line, if there is one afterwards.</param>
    /// <returns>null = it is no request of a line, or one of another line or chip, as far as this kernel tells.</returns>
    public GpioLineHandle? Adopt(FileDescriptor left, int offset)
    {
        ArgumentNullException.ThrowIfNull(left);
        if (FdInfo.Link(left) != LineLink || !Tells(left, $"gpio-chip:\t{Name}", "gpio-chip:")) return null;
        return Tells(left, $"gpio-line:\t{offset}", "gpio-line:") ? GpioLineHandle.Own(left.Release(), $"{_path} line {offset}") : null;
    }

    /// <summary>Whether the kernel says this of a request, or says nothing of that kind.</summary>
    private static bool Tells(FileDescriptor request, string line, string kind)
    {
        string[] told = File.ReadAllLines($"/proc/self/fdinfo/{request.DangerousGetHandle()}");
        return told.Contains(line) || !told.Any(other => other.StartsWith(kind, StringComparison.Ordinal));
    }

    // The flag keeps open from waiting for a writer if the path is a FIFO; it means nothing for chips.
    private static int OpenFile(string path)
    {
        while (true)
        {
            int fd = Libc.open(path, Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NONBLOCK);
            if (fd >= 0) return fd;
            int errno = Marshal.GetLastPInvokeError();
            if (errno != Libc.EINTR) throw new ErrnoException($"open {path}", errno);
        }
    }

    private unsafe void ReadInfo()
    {
        Libc.gpiochip_info info = default;
        int errno = GpioIoctl.Call(this, Libc.GPIO_GET_CHIPINFO_IOCTL, &info);
        if (errno != 0) throw GpioIoctl.NoChip(_path, errno);
        Name = GpioIoctl.Text(info.name);
        Label = GpioIoctl.Text(info.label);
        LineCount = (int)info.lines;
    }

    private void RequireV2()
    {
        Libc.gpio_v2_line_info info = default;
        int errno = LineInfo(0, ref info);   // there is no chip without a line
        if (errno != 0) throw GpioIoctl.NoV2(_path, errno, Environment.OSVersion.Version.ToString());
    }

    private unsafe int LineInfo(int offset, ref Libc.gpio_v2_line_info info)
    {
        info.offset = (uint)offset;
        fixed (Libc.gpio_v2_line_info* pointer = &info) return GpioIoctl.Call(this, Libc.GPIO_V2_GET_LINEINFO_IOCTL, pointer);
    }
}
