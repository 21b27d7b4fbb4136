using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static unsafe partial class Libc
{
    // <sys/resource.h>
    internal const int RLIMIT_NOFILE = 7;
    internal const int RLIMIT_NICE = 13;
    internal const int PRIO_PROCESS = 0;
    internal const int PRIO_PGRP = 1;

    [StructLayout(LayoutKind.Sequential)]
    internal struct @rlimit
    {
        internal nuint rlim_cur;
        internal nuint rlim_max;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    internal static partial int get_rlimit(int resource, rlimit* limit);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getpriority(int which, int who);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setpriority(int which, int who, int prio);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    internal static partial int set_rlimit(int resource, rlimit* limit);
}
