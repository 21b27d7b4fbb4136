using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static unsafe partial class Libc
{
    // <signal.h>
    internal const int SIGBUS = 7;
    internal const int SIGKILL = 9;
    internal const int SIGPIPE = 13;
    internal const int SIGSTOP = 19;
    internal const int SA_SIGINFO = 4;
    internal const int BUS_MCEERR_AR = 4;
    internal const int BUS_MCEERR_AO = 5;

    [StructLayout(LayoutKind.Sequential)]
    internal struct @sigaction
    {
        internal nint sa_sigaction;
        internal fixed ulong sa_mask[16];
        internal int sa_flags;
        internal nint sa_restorer;
    }

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int raise(int sig);

    [LibraryImport("libc")]
    internal static partial int sigemptyset(void* set);

    [LibraryImport("libc")]
    internal static partial int sigaddset(void* set, int signum);

    [LibraryImport("libc", EntryPoint = "sigaction", SetLastError = true)]
    internal static partial int set_sigaction(int signum, sigaction* act, sigaction* oldact);
}
