using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static partial class Libc
{
    // <malloc.h>
    internal const int M_ARENA_MAX = -8;

    [LibraryImport("libc")]
    internal static partial int mallopt(int param, int value);
}
