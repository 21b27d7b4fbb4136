namespace GpioHub.Transports.Native;

/// <summary>A socket that a parent process left open for this one (<c>--fd N</c>).</summary>
public static class InheritedSocket
{
    /// <summary>As <see cref="Adopt(int)"/>, for a descriptor that has an owner, who gives it up.</summary>
    public static FileDescriptor Adopt(FileDescriptor inherited)
    {
        ArgumentNullException.ThrowIfNull(inherited);
        return Adopt(inherited.Release());
    }

    /// <summary>Takes a Unix stream socket over: it becomes close-on-exec and non-blocking.</summary>
    /// <param name="fd">Number of an open descriptor, ≥ 0. Nobody else in this process may own it.</param>
    /// <returns>A <see cref="UnixListener"/> or a <see cref="UnixStream"/>, as the socket is; the caller owns it.</returns>
    /// <exception cref="ErrnoException">EBADF: not open; ENOTSOCK: no socket.</exception>
    /// <exception cref="IOException">Not a Unix stream socket. The descriptor is left open.</exception>
    public static FileDescriptor Adopt(int fd)
    {
        var inherited = new FileDescriptor(fd);
        try
        {
            if (SocketOptions.Get(inherited, Libc.SO_DOMAIN) != Libc.AF_UNIX
                || SocketOptions.Get(inherited, Libc.SO_TYPE) != Libc.SOCK_STREAM)
            {
                throw new IOException($"descriptor {fd} is not a Unix stream socket");
            }
            FdInfo.SetCloseOnExec(inherited);
            FdInfo.SetNonBlocking(inherited);
            bool listens = SocketOptions.Get(inherited, Libc.SO_ACCEPTCONN) != 0;
            int owned = inherited.Release();
            return listens ? new UnixListener(owned) : new UnixStream(owned) { ClosesSlowly = true };
        }
        catch
        {
            inherited.SetHandleAsInvalid();   // the number may be anything, even one that the runtime itself uses
            throw;
        }
    }
}
