using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static unsafe class PathInfo
{
    private const uint Wanted = Libc.STATX_TYPE | Libc.STATX_MODE | Libc.STATX_UID | Libc.STATX_GID | Libc.STATX_INO
        | Libc.STATX_BTIME;

    internal static bool IsMissing(string path) => !TryStat(path, out _);

    /// <summary>Whether the path itself, not what a link points to, is a socket.</summary>
    internal static bool IsSocket(string path) => TryStat(path, out Libc.statx stat) && (stat.stx_mode & Libc.S_IFMT) == Libc.S_IFSOCK;

    internal static bool IsSame(in Libc.statx a, in Libc.statx b) =>
        (a.stx_ino, a.stx_dev_major, a.stx_dev_minor) == (b.stx_ino, b.stx_dev_major, b.stx_dev_minor);

    /// <param name="follow">Stat the target of a link, not the link.</param>
    /// <returns>False: there is nothing.</returns>
    internal static bool TryStat(string path, out Libc.statx stat, bool follow = false)
    {
        Libc.statx found = default;
        // SAFETY: the kernel writes one struct statx; the layout spec holds its 256 bytes against the C header.
        int result = Libc.statx_path(Libc.AT_FDCWD, path, follow ? 0 : Libc.AT_SYMLINK_NOFOLLOW, Wanted, &found);
        stat = found;
        if (result == 0) return true;
        return Marshal.GetLastPInvokeError() == Libc.ENOENT ? false : throw ErrnoException.Last($"statx {path}");
    }
}
