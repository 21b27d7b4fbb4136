using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>An eventfd of this process: a counter that one side raises and the other waits for.</summary>
/// <remarks>Any thread. Non-blocking. A received descriptor is a <see cref="NotifyFd"/> instead.</remarks>
public class EventFd : FileDescriptor
{
    private EventFd(int fd) : base(fd)
    {
    }

    /// <inheritdoc cref="FileDescriptor()"/>
    protected EventFd()
    {
    }

    /// <param name="initial">The counter's first value.</param>
    public static EventFd Create(uint initial = 0)
    {
        int fd = Libc.eventfd(initial, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
        return fd >= 0 ? new EventFd(fd) : throw ErrnoException.Last("eventfd");
    }

    /// <summary>Adds 1. Allocates nothing.</summary>
    /// <returns>True: the counter is non-zero now, also where it was full (VU-32). False: the kernel refused.</returns>
    public virtual unsafe bool Signal()
    {
        ulong one = 1;
        while (true)
        {
            // SAFETY: eight bytes of a local are read.
            if (Libc.write(this, &one, sizeof(ulong)) == sizeof(ulong)) return true;
            int errno = Marshal.GetLastPInvokeError();
            if (errno != Libc.EINTR) return errno == Libc.EAGAIN;
        }
    }

    /// <summary>Sets the counter to zero. Allocates nothing.</summary>
    /// <returns>Whether it was above zero.</returns>
    public virtual unsafe bool Drain()
    {
        ulong count = 0;
        while (true)
        {
            // SAFETY: eight bytes are written to a local of eight bytes.
            if (Libc.read(this, &count, sizeof(ulong)) == sizeof(ulong)) return true;
            if (Marshal.GetLastPInvokeError() != Libc.EINTR) return false;
        }
    }
}
