using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static partial class Libc
{
    // <sys/syscall.h>: calls for which the C library has no function everywhere. Both numbers are the same on every architecture.
    internal const int SYS_pidfd_send_signal = 424;
    internal const int SYS_pidfd_open = 434;

    // Variadic in C; integers travel the same way.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint syscall_pidfd_open(nint number, int pid, uint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint syscall_pidfd_send_signal(nint number, SafeHandle pidfd, int sig, nint info, uint flags);
}
