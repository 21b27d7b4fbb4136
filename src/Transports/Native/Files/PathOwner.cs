using System.Globalization;
using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>The owner of a file: its user, its group and its mode.</summary>
/// <param name="Mode">Its permission bits.</param>
public readonly record struct PathOwner(uint UserId, uint GroupId, UnixFileMode Mode)
{
    private const int PermissionBits = 0xFFF;
    private const int FirstSize = 1024;
    private const int LargestSize = 1 << 20;

    /// <summary>The user's name; the number if the user has no name.</summary>
    public string User => UserName(UserId);

    /// <summary>The group's name; the number if the group has no name.</summary>
    public string Group => GroupName(GroupId);

    /// <summary>The owner of the path itself, not of a link's target; null = no such path.</summary>
    /// <exception cref="ErrnoException">EACCES: a folder above it cannot be searched.</exception>
    public static PathOwner? Of(string path) => PathInfo.TryStat(path, out Libc.statx stat) ? From(stat) : null;

    /// <summary>The owner of what the path leads to in the end; null = nothing is there.</summary>
    /// <exception cref="ErrnoException">EACCES: a folder on the way cannot be searched; ELOOP: its links lead in a circle.</exception>
    public static PathOwner? OfTarget(string path) => PathInfo.TryStat(path, out Libc.statx stat, follow: true) ? From(stat) : null;

    internal static PathOwner From(in Libc.statx stat) => new(stat.stx_uid, stat.stx_gid, (UnixFileMode)(stat.stx_mode & PermissionBits));

    private static unsafe string UserName(uint id)
    {
        for (int size = FirstSize; size <= LargestSize; size *= 4)
        {
            fixed (byte* room = new byte[size])
            {
                Libc.passwd entry;
                Libc.passwd* found;
                // SAFETY: strings go into room, whose size is told; found is null or points to entry, whose
                // name is read while room is pinned.
                int errno = Libc.getpwuid_r(id, &entry, room, (nuint)size, &found);
                if (errno == Libc.ERANGE) continue;
                if (errno == 0 && found != null && Marshal.PtrToStringUTF8((nint)entry.pw_name) is { Length: > 0 } name) return name;
                break;
            }
        }
        return id.ToString(CultureInfo.InvariantCulture);
    }

    private static unsafe string GroupName(uint id)
    {
        for (int size = FirstSize; size <= LargestSize; size *= 4)
        {
            fixed (byte* room = new byte[size])
            {
                Libc.group entry;
                Libc.group* found;
                // SAFETY: as in UserName.
                int errno = Libc.getgrgid_r(id, &entry, room, (nuint)size, &found);
                if (errno == Libc.ERANGE) continue;   // a group of many members
                if (errno == 0 && found != null && Marshal.PtrToStringUTF8((nint)entry.gr_name) is { Length: > 0 } name) return name;
                break;
            }
        }
        return id.ToString(CultureInfo.InvariantCulture);
    }
}
