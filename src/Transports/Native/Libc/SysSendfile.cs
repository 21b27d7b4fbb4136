using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static unsafe partial class Libc
{
    // <sys/sendfile.h>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint sendfile(SafeHandle out_fd, SafeHandle in_fd, long* offset, nuint count);
}
