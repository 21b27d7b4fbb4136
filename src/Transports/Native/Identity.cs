namespace GpioHub.Transports.Native;

/// <summary>The user and groups of this process.</summary>
public static unsafe class Identity
{
    public static uint UserId => Libc.getuid();

    public static uint EffectiveUserId => Libc.geteuid();

    public static int ProcessId => Environment.ProcessId;

    /// <summary>Supplementary groups of this process.</summary>
    public static IReadOnlyList<uint> GroupIds()
    {
        // SAFETY: with size 0 nothing is written.
        int count = Libc.getgroups(0, null);
        if (count < 0) throw ErrnoException.Last("getgroups");
        var groups = new uint[count];
        fixed (uint* list = groups)
        {
            // SAFETY: count ids at most are written to room for count; EINVAL, not an overrun, if there were more by now.
            if (count > 0 && Libc.getgroups(count, list) < 0) throw ErrnoException.Last("getgroups");
        }
        return groups;
    }

    /// <summary>The id of a group by its name.</summary>
    /// <returns>False: there is no such group.</returns>
    public static bool TryFindGroup(string name, out uint groupId)
    {
        int size = 1024;
        while (true)
        {
            var buffer = new byte[size];
            fixed (byte* room = buffer)
            {
                Libc.group entry;
                Libc.group* found;
                // SAFETY: strings go into room, whose size is told; found is null or points to entry, and only the id is read.
                int errno = Libc.getgrnam_r(name, &entry, room, (nuint)size, &found);
                if (errno == Libc.EINTR) continue;
                if (errno == Libc.ERANGE && size < 1 << 24)
                {
                    size *= 4;   // a group of many members
                    continue;
                }
                groupId = errno == 0 && found != null ? entry.gr_gid : 0;
                return errno == 0 && found != null;
            }
        }
    }
}
