namespace GpioHub.Transports.Native;

/// <summary>How many descriptors this process has, and how many it may have.</summary>
public static class OpenFiles
{
    /// <summary>What to do about too few.</summary>
    public const string Advice = "raise ulimit -Hn, or LimitNOFILE= of its unit";

    /// <summary>The most descriptors that this process may have; int.MaxValue = as many as it likes.</summary>
    /// <remarks>The soft limit is raised to the hard one: it exists for programs that use select(2).</remarks>
    public static unsafe int Limit
    {
        get
        {
            Libc.rlimit limit;
            // SAFETY: the caller's structure, laid out as the C library has it.
            if (Libc.get_rlimit(Libc.RLIMIT_NOFILE, &limit) < 0) return int.MaxValue;
            if (limit.rlim_cur < limit.rlim_max)
            {
                nuint soft = limit.rlim_cur;
                limit.rlim_cur = limit.rlim_max;
                if (Libc.set_rlimit(Libc.RLIMIT_NOFILE, &limit) < 0) limit.rlim_cur = soft;
            }
            return (int)Math.Min(limit.rlim_cur, int.MaxValue);
        }
    }

    /// <summary>Descriptors that are open now, the one that counts them left out; null = not to be told, for want of one.</summary>
    public static int? Count()
    {
        try
        {
            return Directory.EnumerateFileSystemEntries("/proc/self/fd").Count() - 1;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Takes up the place of one descriptor; null = there is none to be had.</summary>
    internal static FileDescriptor? TryTake()
    {
        int fd = Libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);    // of all descriptors the one that needs least
        return fd >= 0 ? new FileDescriptor(fd) : null;
    }

    /// <summary>Why a descriptor that another process sent has not arrived.</summary>
    /// <remarks>The kernel says only that some are missing (MSG_CTRUNC); the usual reason is ours, not the sender's.</remarks>
    public static string WhyLost()
    {
        using var one = TryTake();
        return one is null
            ? $"descriptors of the front-end were lost: {Exhausted}"
            : "the kernel kept back descriptors that came with a message " +
                "(for a moment too many files were open, or a security module forbids them)";
    }

    /// <summary>For a log: this process has no descriptor left.</summary>
    public static string Exhausted => $"this process has all of the {Limit} files open that it may ({Advice})";
}
