using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static partial class Libc
{
    // <linux/kcmp.h>
    internal const int KCMP_FILE = 0;

    // The C library has no function for it, and its number differs between architectures. Variadic in C; integers travel the same way.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint syscall_kcmp(nint number, int pid1, int pid2, int type, SafeHandle first, SafeHandle second);
}
