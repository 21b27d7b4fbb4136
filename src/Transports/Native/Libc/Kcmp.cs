using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static partial class Libc
{
    // <linux/kcmp.h>
    internal const int KCMP_FILE = 0;

    /// <summary>SYS_kcmp, which differs between architectures.</summary>
    internal static nint KcmpNumber => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 312 : 272;

    // The C library has no function for it. Variadic in C; integers travel the same way.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint syscall_kcmp(nint number, int pid1, int pid2, int type, SafeHandle first, SafeHandle second);
}
