using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static unsafe partial class Libc
{
    // <sys/ioctl.h>. Variadic in C; on the Linux ABIs that .NET runs on, a pointer argument travels the same way.
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ioctl(SafeHandle fd, nuint request, void* argp);
}
