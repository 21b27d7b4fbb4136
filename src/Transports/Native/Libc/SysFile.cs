using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static partial class Libc
{
    // <sys/file.h>
    internal const int LOCK_EX = 2;
    internal const int LOCK_NB = 4;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int flock(SafeHandle fd, int operation);
}
