namespace GpioHub.Transports.Native;

/// <summary>What a received descriptor is.</summary>
public enum FdKind
{
    /// <summary>Anything else: a directory, a device, a signalfd, an epoll set…</summary>
    Other,
    EventFd,
    /// <summary>A pipe or a named FIFO, either end.</summary>
    Pipe,
    Socket,
    /// <summary>A regular file that is not a memfd.</summary>
    Regular,
    MemFd,
}

/// <summary>F_SEAL_*: what may no longer happen to a memfd.</summary>
[Flags]
public enum FileSeals
{
    None = 0,
    Seal = Libc.F_SEAL_SEAL,
    Shrink = Libc.F_SEAL_SHRINK,
    Grow = Libc.F_SEAL_GROW,
    Write = Libc.F_SEAL_WRITE,
}
