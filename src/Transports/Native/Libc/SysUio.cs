using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static unsafe partial class Libc
{
    // <sys/uio.h>
    internal const int RWF_NOWAIT = 0x8;

    [StructLayout(LayoutKind.Sequential)]
    internal struct @iovec
    {
        internal void* iov_base;
        internal nuint iov_len;
    }

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint preadv2(SafeHandle fd, iovec* iov, int iovcnt, long offset, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint pwritev2(SafeHandle fd, iovec* iov, int iovcnt, long offset, int flags);
}
