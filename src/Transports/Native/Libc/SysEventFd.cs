using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static partial class Libc
{
    // <sys/eventfd.h>
    internal const int EFD_CLOEXEC = 0x80000;
    internal const int EFD_NONBLOCK = 0x800;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int eventfd(uint initval, int flags);
}
