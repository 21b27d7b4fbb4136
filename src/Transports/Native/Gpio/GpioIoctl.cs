using System.Runtime.InteropServices;
using System.Text;

namespace GpioHub.Transports.Native;

/// <summary>The common part of the calls on chips and on lines.</summary>
internal static unsafe class GpioIoctl
{
    private const string OldestKernel = "5.10";

    /// <summary>Calls ioctl, again while signals interrupt it (GU-04). Allocates nothing.</summary>
    /// <param name="argument">A struct of the size that <paramref name="request"/> carries.</param>
    /// <returns>0, or the errno.</returns>
    internal static int Call(SafeHandle fd, uint request, void* argument)
    {
        while (true)
        {
            // SAFETY: the number carries the size of what is read and written, and each caller passes a local of that struct;
            // a spec holds both against the C header.
            if (Libc.ioctl(fd, request, argument) >= 0) return 0;
            int errno = Marshal.GetLastPInvokeError();
            if (errno != Libc.EINTR) return errno;
        }
    }

    /// <summary>Checks the architecture: the uAPI's numbers embed direction bits, which a few architectures have elsewhere
    /// (GU-01).</summary>
    /// <exception cref="PlatformNotSupportedException">Not x86-64, ARM, ARM64 or RISC-V64.</exception>
    internal static void RequireArchitecture(Architecture architecture)
    {
        if (architecture is Architecture.X64 or Architecture.Arm64 or Architecture.Arm or Architecture.RiscV64) return;
        throw new PlatformNotSupportedException($"gpiochips are supported on x64, arm64, arm and riscv64, not on {architecture}: " +
            "the numbers of their ioctls differ between architectures");
    }

    /// <summary>The exception for a GET_CHIPINFO that failed.</summary>
    internal static ErrnoException NoChip(string path, int errno) => errno is Libc.ENOTTY or Libc.EINVAL
        ? new($"ioctl GPIO_GET_CHIPINFO_IOCTL {path}, which is no GPIO device", Libc.ENOTTY)
        : new($"ioctl GPIO_GET_CHIPINFO_IOCTL {path}", errno);

    /// <summary>The exception for a first v2 call that failed on a device that has answered GET_CHIPINFO (GU-02).</summary>
    internal static ErrnoException NoV2(string path, int errno, string kernel) => errno is Libc.ENOTTY or Libc.EINVAL
        ? new($"ioctl GPIO_V2_GET_LINEINFO_IOCTL {path}, which the kernel is too old for: it is {kernel}, older than {OldestKernel}",
            Libc.ENOTTY)
        : new($"ioctl GPIO_V2_GET_LINEINFO_IOCTL {path}", errno);

    /// <summary>A name or label: UTF-8, up to its NUL.</summary>
    /// <param name="text">GPIO_MAX_NAME_SIZE bytes.</param>
    internal static string Text(byte* text)
    {
        // SAFETY: every text of the uAPI has GPIO_MAX_NAME_SIZE bytes; a last NUL is not relied on.
        var bytes = new ReadOnlySpan<byte>(text, Libc.GPIO_MAX_NAME_SIZE);
        int end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>Fills in the configuration of a request's only line.</summary>
    /// <param name="config">All zero (GU-03).</param>
    internal static void Fill(ref Libc.gpio_v2_line_config config, ulong flags, bool value, uint debounceUs)
    {
        const ulong FirstLine = 1;
        config.flags = flags;
        fixed (ulong* room = config.attrs)
        {
            // SAFETY: of the ten attributes that there is room for at most two are written.
            var attributes = (Libc.gpio_v2_line_config_attribute*)room;
            if ((flags & Libc.GPIO_V2_LINE_FLAG_OUTPUT) != 0)
            {
                attributes[config.num_attrs++] = new()
                {
                    attr = new() { id = Libc.GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES, values = value ? FirstLine : 0 },
                    mask = FirstLine,
                };
            }
            if (debounceUs == 0) return;
            attributes[config.num_attrs++] = new()
            {
                attr = new() { id = Libc.GPIO_V2_LINE_ATTR_ID_DEBOUNCE, debounce_period_us = debounceUs },
                mask = FirstLine,
            };
        }
    }
}
