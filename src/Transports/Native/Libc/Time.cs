using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static unsafe partial class Libc
{
    // <time.h>
    internal const int CLOCK_MONOTONIC = 1;

    [StructLayout(LayoutKind.Sequential)]
    internal struct @timespec
    {
        internal long tv_sec;
        internal long tv_nsec;
    }

    // A read of the vDSO's page: some 20 ns, never blocks.
    [SuppressGCTransition]
    [LibraryImport("libc")]
    internal static partial int clock_gettime(int clockid, timespec* tp);

    /// <summary>For clocks that may not exist: the CPU clocks of processes.</summary>
    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    internal static partial int clock_gettime_of(int clockid, timespec* tp);
}
