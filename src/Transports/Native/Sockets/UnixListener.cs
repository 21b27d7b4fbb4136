using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>A listening Unix stream socket.</summary>
public class UnixListener : FileDescriptor
{
    // A script that starts a hundred clients at once finds room for all, also while this process waits for a CPU.
    private const int Backlog = 128;
    private const uint Unchanged = uint.MaxValue;

    private string? _path;
    private Libc.statx _file;

    internal UnixListener(int fd) : base(fd) => SpareDescriptor.TryKeep();

    /// <inheritdoc cref="FileDescriptor()"/>
    protected UnixListener()
    {
    }

    /// <summary>Creates the path and listens on it. It replaces a stale path, and never one that a process serves.</summary>
    /// <param name="mode">Permissions of the path, exactly, whatever the umask: nobody can connect before they are set.</param>
    /// <param name="groupId">Group of the path; null = this process's.</param>
    /// <exception cref="SocketInUseException">Another process serves the path.</exception>
    /// <exception cref="ArgumentException">A path that cannot be one, see <see cref="SocketPath.WhyNot"/>.</exception>
    /// <exception cref="IOException">Something that is no socket has that path.</exception>
    /// <exception cref="ErrnoException">ENOENT: no such folder; EACCES; EPERM: not a member of the group.</exception>
    public static UnixListener Bind(string path, UnixFileMode mode, uint? groupId = null)
    {
        var listener = new UnixListener(UnixStream.New().Release());
        using FolderLock? alone = FolderLock.TryTake(path, FolderLock.Patience);
        try
        {
            if (!listener.TryBind(path))
            {
                RemoveIfStale(path);
                if (!listener.TryBind(path)) throw new ErrnoException($"bind {path}", Libc.EADDRINUSE);
            }
            if (groupId is { } group && Libc.lchown(path, Unchanged, group) < 0) throw ErrnoException.Last($"chown {path}");
            if (Libc.chmod(path, (uint)mode) < 0) throw ErrnoException.Last($"chmod {path}");
            if (Libc.listen(listener, Backlog) < 0) throw ErrnoException.Last($"listen {path}");
            if (PathInfo.TryStat(path, out listener._file)) listener._path = path;
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>Goes on with a listening socket that another process had bound to a path.</summary>
    /// <param name="left">Belongs to the listener from here on.</param>
    /// <param name="path">Where that process listened. If the socket is bound to another one, <see cref="IsInPlace"/> is false.</param>
    public static UnixListener Resume(FileDescriptor left, string path)
    {
        ArgumentNullException.ThrowIfNull(left);
        bool bound = SocketPath.Of(left) == path;
        var listener = new UnixListener(left.Release()) { _path = path };
        if (bound) PathInfo.TryStat(path, out listener._file);
        return listener;
    }

    /// <summary>Serves a socket at which a service manager listens too (<see cref="GivenSockets"/>): its path outlives this
    /// process.</summary>
    /// <param name="given">Belongs to the listener from here on.</param>
    /// <param name="path">Where it is bound.</param>
    internal static UnixListener Serve(FileDescriptor given, string path)
    {
        FdInfo.SetNonBlocking(given);
        var listener = new UnixListener(given.Release()) { _path = path, IsGiven = true };
        PathInfo.TryStat(path, out listener._file);
        return listener;
    }

    /// <summary>A service manager made it and gives it to whoever serves: nobody else has to keep it, and its path stays.</summary>
    public bool IsGiven { get; private init; }

    /// <summary>Takes the next connection. The listener is level-triggered: one per readiness is enough.</summary>
    /// <param name="turnedAway">This process may open no more descriptors (EMFILE, ENFILE): one connection was closed unserved.</param>
    /// <returns>Null: none there (any more).</returns>
    /// <exception cref="ErrnoException">EMFILE, ENFILE, and it could not even be turned away.</exception>
    public virtual unsafe UnixStream? Accept(out bool turnedAway)
    {
        turnedAway = false;
        while (true)
        {
            // SAFETY: no address is asked for.
            int fd = Libc.accept4(this, null, null, Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK);
            if (fd >= 0) return new UnixStream(fd) { ClosesSlowly = true };   // its peer may leave descriptors unread in it
            int errno = Marshal.GetLastPInvokeError();
            if (errno == Libc.EAGAIN) return null;
            if (errno is Libc.EMFILE or Libc.ENFILE && SpareDescriptor.TryTurnAway(this, out turnedAway)) return null;
            if (errno is not (Libc.EINTR or Libc.ECONNABORTED)) throw new ErrnoException("accept4", errno);
        }
    }

    /// <inheritdoc cref="Accept(out bool)"/>
    public UnixStream? Accept() => Accept(out _);

    /// <summary>Whether whoever connects at the path comes here: nobody has removed or replaced it. True of an adopted socket.</summary>
    public bool IsInPlace
    {
        get
        {
            try
            {
                return _path is null || (PathInfo.TryStat(_path, out Libc.statx stat) && PathInfo.IsSame(stat, _file));
            }
            catch (ErrnoException)
            {
                return false;   // a folder above it is not one, or may not be searched
            }
        }
    }

    /// <summary>Removes the path, if it is still this socket's: for a clean end. No effect on a socket that was adopted or
    /// given.</summary>
    public void RemovePath()
    {
        if (IsGiven || _path is null || !PathInfo.TryStat(_path, out Libc.statx stat) || !PathInfo.IsSame(stat, _file)) return;
        if (Libc.unlink(_path) < 0 && Marshal.GetLastPInvokeError() != Libc.ENOENT) throw ErrnoException.Last($"unlink {_path}");
    }

    private unsafe bool TryBind(string path)
    {
        Libc.sockaddr_un address;
        uint length = SocketPath.Write(path, &address);
        // SAFETY: length counts the bytes that SocketPath.Write has filled of the local.
        if (Libc.bind(this, &address, length) == 0) return true;
        var error = ErrnoException.Last($"bind {path}");
        return error.Errno == Libc.EADDRINUSE ? false : throw error;
    }

    private static void RemoveIfStale(string path)
    {
        // connect refuses a regular file as it refuses a stale socket, and that file belongs to somebody.
        if (PathInfo.IsMissing(path)) return;
        if (!PathInfo.IsSocket(path)) throw new IOException($"{path} exists and is not a socket");
        try
        {
            using UnixStream probe = UnixStream.Connect(path);
            throw new SocketInUseException(path, probe.Peer);
        }
        catch (ErrnoException e) when (e.Errno == Libc.ENOENT)
        {
        }
        catch (ErrnoException e) when (e.Errno == Libc.ECONNREFUSED)
        {
            if (Libc.unlink(path) < 0 && Marshal.GetLastPInvokeError() != Libc.ENOENT) throw ErrnoException.Last($"unlink {path}");
        }
        catch (ErrnoException e) when (e.Errno is Libc.EAGAIN or Libc.EPROTOTYPE)
        {
            throw new SocketInUseException(path, default);   // its queue is full, or it is of another type: served all the same
        }
    }
}
