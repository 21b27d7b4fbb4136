using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static partial class Libc
{
    // <sys/prctl.h>
    internal const int PR_SET_TIMERSLACK = 29;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int prctl(int option, nuint value);
}
