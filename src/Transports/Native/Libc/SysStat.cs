using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static unsafe partial class Libc
{
    // <sys/stat.h>. statx, not fstat: its layout is the same on every architecture.
    internal const int S_IFMT = 0xF000;
    internal const int S_IFSOCK = 0xC000;
    internal const int S_IFREG = 0x8000;
    internal const int S_IFIFO = 0x1000;
    internal const int STATX_TYPE = 0x1;
    internal const int STATX_MODE = 0x2;
    internal const int STATX_UID = 0x8;
    internal const int STATX_GID = 0x10;
    internal const int STATX_INO = 0x100;
    internal const int STATX_SIZE = 0x200;
    internal const int STATX_BTIME = 0x800;
    internal const int AT_STATX_DONT_SYNC = 0x4000;

    [StructLayout(LayoutKind.Sequential)]
    internal struct @statx_timestamp
    {
        internal long tv_sec;
        internal uint tv_nsec;
        internal int __reserved;
    }

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct @statx
    {
        [FieldOffset(0)] internal uint stx_mask;
        [FieldOffset(4)] internal uint stx_blksize;
        [FieldOffset(20)] internal uint stx_uid;
        [FieldOffset(24)] internal uint stx_gid;
        [FieldOffset(28)] internal ushort stx_mode;
        [FieldOffset(32)] internal ulong stx_ino;
        [FieldOffset(40)] internal ulong stx_size;
        [FieldOffset(80)] internal statx_timestamp stx_btime;
        [FieldOffset(136)] internal uint stx_dev_major;
        [FieldOffset(140)] internal uint stx_dev_minor;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int statx_fd(SafeHandle dirfd, string pathname, int flags, uint mask, statx* statxbuf);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int statx_path(int dirfd, string pathname, int flags, uint mask, statx* statxbuf);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int chmod(string pathname, uint mode);
}
