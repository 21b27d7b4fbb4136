using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static unsafe partial class Libc
{
    // <sys/inotify.h>
    internal const int IN_CLOEXEC = 0x80000;
    internal const int IN_NONBLOCK = 0x800;
    internal const uint IN_ATTRIB = 0x4;
    internal const uint IN_MOVED_FROM = 0x40;
    internal const uint IN_MOVED_TO = 0x80;
    internal const uint IN_CREATE = 0x100;
    internal const uint IN_DELETE = 0x200;
    internal const uint IN_MOVE_SELF = 0x800;
    internal const uint IN_Q_OVERFLOW = 0x4000;
    internal const uint IN_IGNORED = 0x8000;
    internal const uint IN_ONLYDIR = 0x1000000;

    /// <summary>Its <c>name</c> follows it: <see cref="len"/> bytes, padded with zeros so that the next event is aligned.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct @inotify_event
    {
        internal int wd;
        internal uint mask;
        internal uint cookie;
        internal uint len;
    }

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int inotify_init1(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int inotify_add_watch(SafeHandle fd, string pathname, uint mask);
}
