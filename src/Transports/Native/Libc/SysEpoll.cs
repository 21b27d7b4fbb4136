using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static unsafe partial class Libc
{
    // <sys/epoll.h>
    internal const int EPOLL_CLOEXEC = 0x80000;
    internal const int EPOLL_CTL_ADD = 1;
    internal const int EPOLL_CTL_DEL = 2;
    internal const int EPOLL_CTL_MOD = 3;
    internal const uint EPOLLIN = 0x1;
    internal const uint EPOLLPRI = 0x2;
    internal const uint EPOLLOUT = 0x4;
    internal const uint EPOLLERR = 0x8;
    internal const uint EPOLLHUP = 0x10;
    internal const uint EPOLLRDHUP = 0x2000;
    internal const uint EPOLLET = 0x80000000;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_ctl(SafeHandle epfd, int op, SafeHandle fd, void* @event);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    internal static partial int epoll_ctl_del(SafeHandle epfd, int op, int fd, void* @event);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int epoll_wait(SafeHandle epfd, void* events, int maxevents, int timeout);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    internal static partial int bare_epoll_wait(int epfd, void* events, int maxevents, int timeout);

    /// <summary>The kernel packs this struct on x86-64 (12 bytes), so that 32-bit programs see the same one.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    internal struct epoll_event_x86_64
    {
        internal uint events;
        internal ulong data;
    }

    /// <summary>Everywhere else it has its natural alignment (16 bytes).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct epoll_event
    {
        internal uint events;
        internal ulong data;
    }
}
