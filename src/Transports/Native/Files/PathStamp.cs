namespace GpioHub.Transports.Native;

/// <summary>Which file or folder stands at a path: another one there, also one made right after the first was removed, has another
/// stamp.</summary>
/// <remarks>The number of an inode is given again; the time of its birth is not. Some file systems do not know it.</remarks>
/// <param name="Device">Major and minor number, as one.</param>
/// <param name="BornSeconds">Since 1970; 0 = not known.</param>
public readonly record struct PathStamp(ulong Device, ulong Inode, long BornSeconds, uint BornNanoseconds)
{
    /// <summary>The stamp of what the path leads to, links followed; null = nothing that can be seen.</summary>
    public static PathStamp? Of(string path)
    {
        try
        {
            return PathInfo.TryStat(path, out Libc.statx stat, follow: true)
                ? new PathStamp(((ulong)stat.stx_dev_major << 32) | stat.stx_dev_minor, stat.stx_ino, stat.stx_btime.tv_sec,
                    stat.stx_btime.tv_nsec)
                : null;
        }
        catch (ErrnoException)
        {
            return null;
        }
    }
}
