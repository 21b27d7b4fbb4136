namespace GpioHub.Transports.Native;

/// <summary>Memory with a descriptor, to be shared with another process.</summary>
public sealed class MemFd : FileDescriptor
{
    private MemFd(int fd) : base(fd)
    {
    }

    /// <param name="name">For people: shown in /proc/PID/maps; ≤ 249 bytes.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="seals">Set after sizing; None leaves the file open to further seals.</param>
    public static MemFd Create(string name, ulong size, FileSeals seals = FileSeals.None)
    {
        int raw = Libc.memfd_create(name, Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING);
        if (raw < 0) throw ErrnoException.Last("memfd_create");
        var fd = new MemFd(raw);
        try
        {
            fd.Resize(size);
            if (seals != FileSeals.None) fd.AddSeals(seals);
            return fd;
        }
        catch
        {
            fd.Dispose();
            throw;
        }
    }

    /// <exception cref="ErrnoException">EPERM: sealed against it.</exception>
    public void Resize(ulong size)
    {
        if (Libc.ftruncate(this, checked((long)size)) < 0) throw ErrnoException.Last("ftruncate");
    }

    /// <exception cref="ErrnoException">EPERM: sealed against further seals.</exception>
    public void AddSeals(FileSeals seals)
    {
        if (Libc.fcntl(this, Libc.F_ADD_SEALS, (int)seals) < 0) throw ErrnoException.Last("fcntl F_ADD_SEALS");
    }
}
