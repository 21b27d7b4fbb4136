namespace GpioHub.Transports.Native;

/// <summary>A lock on a file that one open file description has at a time (F_OFD_SETLK); it ends with the process.</summary>
public sealed class WholeFileLock : FileDescriptor
{
    private WholeFileLock(int fd) : base(fd)
    {
    }

    /// <param name="file">It is opened anew: duplicates that somebody keeps do not hold the lock.</param>
    /// <returns>null = somebody has it.</returns>
    /// <exception cref="ErrnoException">It cannot be opened anew.</exception>
    public static unsafe WholeFileLock? TryTake(FileDescriptor file)
    {
        ArgumentNullException.ThrowIfNull(file);
        bool held = false;
        try
        {
            file.DangerousAddRef(ref held);
            string path = $"/proc/self/fd/{file.DangerousGetHandle()}";
            int fd = Libc.open(path, Libc.O_RDWR | Libc.O_CLOEXEC);
            if (fd < 0) throw ErrnoException.Last($"open {path}");
            var taken = new WholeFileLock(fd);
            var whole = new Libc.flock { l_type = Libc.F_WRLCK };
            // SAFETY: the kernel reads one struct, a local.
            if (Libc.fcntl_lock(taken, Libc.F_OFD_SETLK, &whole) == 0) return taken;
            var error = ErrnoException.Last("fcntl F_OFD_SETLK");
            taken.Dispose();
            return error.Errno is Libc.EAGAIN or Libc.EACCES ? null : throw error;
        }
        finally
        {
            if (held) file.DangerousRelease();
        }
    }
}
