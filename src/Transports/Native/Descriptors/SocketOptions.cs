using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static class SocketOptions
{
    /// <summary>An int option of level SOL_SOCKET.</summary>
    /// <exception cref="ErrnoException">ENOTSOCK: no socket.</exception>
    internal static unsafe int Get(SafeHandle socket, int option)
    {
        int value = 0;
        uint size = sizeof(int);
        // SAFETY: at most size = 4 bytes are written to a local of 4.
        int result = Libc.getsockopt(socket, Libc.SOL_SOCKET, option, &value, &size);
        return result == 0 ? value : throw ErrnoException.Last("getsockopt");
    }

    /// <summary>Sets an int option of level SOL_SOCKET.</summary>
    internal static unsafe void Set(SafeHandle socket, int option, int value)
    {
        // SAFETY: 4 bytes of a local of 4 are read.
        if (Libc.setsockopt(socket, Libc.SOL_SOCKET, option, &value, sizeof(int)) < 0) throw ErrnoException.Last("setsockopt");
    }
}
