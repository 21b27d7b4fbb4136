using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static unsafe partial class Libc
{
    // <sys/un.h>
    [StructLayout(LayoutKind.Sequential)]
    internal struct sockaddr_un
    {
        internal const int PathSize = 108;

        internal ushort sun_family;
        internal fixed byte sun_path[PathSize];
    }
}
