namespace GpioHub.Transports.Native;

/// <summary>The system calls that this process makes, under their C names; one file per C header.</summary>
/// <remarks>
/// The constants and the nested structs carry their C names, and a spec asserts every one of them against the C headers with gcc.
/// Descriptors are passed as <see cref="System.Runtime.InteropServices.SafeHandle"/>, so a call never gets a number that was closed and
/// reused.
/// </remarks>
internal static partial class Libc
{
    // <errno.h>
    internal const int EPERM = 1;
    internal const int ENOENT = 2;
    internal const int EINTR = 4;
    internal const int EIO = 5;
    internal const int ENXIO = 6;
    internal const int EBADF = 9;
    internal const int EAGAIN = 11;
    internal const int EACCES = 13;
    internal const int EBUSY = 16;
    internal const int EEXIST = 17;
    internal const int ENODEV = 19;
    internal const int ENOTDIR = 20;
    internal const int EINVAL = 22;
    internal const int ENFILE = 23;
    internal const int EMFILE = 24;
    internal const int ENOTTY = 25;
    internal const int EPIPE = 32;
    internal const int ERANGE = 34;
    internal const int EPROTOTYPE = 91;
    internal const int EOPNOTSUPP = 95;
    internal const int EADDRINUSE = 98;
    internal const int ECONNABORTED = 103;
    internal const int ECONNRESET = 104;
    internal const int ETIMEDOUT = 110;
    internal const int ENOTCONN = 107;
    internal const int ETOOMANYREFS = 109;
    internal const int ECONNREFUSED = 111;
    internal const int EREMOTEIO = 121;
}
