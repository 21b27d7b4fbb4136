using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>The result of a signal.</summary>
public enum NotifyResult
{
    /// <summary>Delivered, or one was pending already.</summary>
    Signalled,
    /// <summary>Nobody is left at the other end: drop the descriptor.</summary>
    Gone,
}

/// <summary>The result of reading a notification descriptor.</summary>
public enum DrainResult
{
    /// <summary>Nothing was pending.</summary>
    Empty,
    Drained,
    /// <summary>Nobody is left at the other end: drop the descriptor, or epoll reports it without end.</summary>
    Gone,
}

/// <summary>A received kick, call or err descriptor: an eventfd, a pipe or a Unix socket (VU-32).</summary>
/// <remarks>
/// The other end is hostile. It may fill or close its end, or make its copy blocking again, and it shares the open file description.
/// Therefore each call asks not to wait: MSG_DONTWAIT on sockets, RWF_NOWAIT on eventfds and pipes where the kernel has it (5.8, 6.4).
/// Writing an eventfd has no such flag; there only O_NONBLOCK keeps a full counter from blocking this thread.
/// One reader and one writer thread at a time.
/// </remarks>
public class NotifyFd : FileDescriptor
{
    private const int MessageSize = sizeof(ulong);
    private bool _nowaitRead = true;
    private bool _nowaitWrite;

    private NotifyFd(int fd, FdKind kind) : base(fd)
    {
        Kind = kind;
        _nowaitWrite = kind == FdKind.Pipe;
        ClosesSlowly = kind == FdKind.Socket;   // its peer may leave descriptors unread in it
    }

    /// <inheritdoc cref="FileDescriptor()"/>
    protected NotifyFd() => Kind = FdKind.EventFd;

    /// <summary>EventFd, Pipe or Socket.</summary>
    public FdKind Kind { get; }

    /// <summary>Takes a descriptor over and makes it non-blocking, if it is of a kind that can notify.</summary>
    /// <param name="received">On true it is consumed; on false it stays the caller's, who closes it.</param>
    /// <exception cref="ErrnoException">The descriptor could not be examined; it is still the caller's.</exception>
    public static bool TryAdopt(FileDescriptor received, [NotNullWhen(true)] out NotifyFd? notify)
    {
        ArgumentNullException.ThrowIfNull(received);
        notify = null;
        FdKind kind = FdInfo.Kind(received);
        if (kind == FdKind.Socket)
        {
            // Unix sockets honour MSG_DONTWAIT; other families need not.
            if (SocketOptions.Get(received, Libc.SO_DOMAIN) != Libc.AF_UNIX) return false;
        }
        else if (kind is FdKind.EventFd or FdKind.Pipe) FdInfo.SetNonBlocking(received);
        else return false;

        notify = new NotifyFd(received.Release(), kind);
        return true;
    }

    /// <summary>Notifies the other end. Allocates nothing.</summary>
    public virtual unsafe NotifyResult Signal()
    {
        ulong one = 1;
        while (true)
        {
            // SAFETY: eight bytes of a local are read.
            nint sent = Kind == FdKind.Socket
                ? Libc.send(this, &one, MessageSize, Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL)
                : WriteNoWait((byte*)&one, MessageSize);
            if (sent >= 0) return NotifyResult.Signalled;
            int errno = Marshal.GetLastPInvokeError();
            if (errno == Libc.EAGAIN) return NotifyResult.Signalled;
            if (errno != Libc.EINTR) return NotifyResult.Gone;
        }
    }

    /// <summary>Takes what is pending, with at most one read: a peer that writes faster than this reads gets no more of this thread
    /// (VQ-62). Allocates nothing.</summary>
    [SkipLocalsInit]
    public virtual unsafe DrainResult Drain()
    {
        const int Room = 512;
        byte* buffer = stackalloc byte[Room];
        int length = Kind == FdKind.EventFd ? MessageSize : Room;
        while (true)
        {
            // SAFETY: at most length ≤ Room bytes are written to a local of Room bytes.
            nint got = Kind == FdKind.Socket
                ? ControlMessages.Receive(this, new Span<byte>(buffer, length), null, out _)
                : ReadNoWait(buffer, length);
            if (got > 0) return DrainResult.Drained;
            if (got == 0) return DrainResult.Gone;
            int errno = Marshal.GetLastPInvokeError();
            if (errno == Libc.EAGAIN) return DrainResult.Empty;
            if (errno != Libc.EINTR) return DrainResult.Gone;
        }
    }

    private unsafe nint ReadNoWait(byte* buffer, int length)
    {
        if (_nowaitRead)
        {
            var iov = new Libc.iovec { iov_base = buffer, iov_len = (nuint)length };
            // SAFETY: one iovec over the caller's buffer, whose length the caller gives.
            nint got = Libc.preadv2(this, &iov, 1, -1, Libc.RWF_NOWAIT);
            if (got >= 0 || Marshal.GetLastPInvokeError() != Libc.EOPNOTSUPP) return got;
            _nowaitRead = false;
        }
        // SAFETY: as above.
        return Libc.read(this, buffer, (nuint)length);
    }

    private unsafe nint WriteNoWait(byte* buffer, int length)
    {
        if (_nowaitWrite)
        {
            var iov = new Libc.iovec { iov_base = buffer, iov_len = (nuint)length };
            // SAFETY: one iovec over the caller's buffer, whose length the caller gives.
            nint sent = Libc.pwritev2(this, &iov, 1, -1, Libc.RWF_NOWAIT);
            if (sent >= 0 || Marshal.GetLastPInvokeError() != Libc.EOPNOTSUPP) return sent;
            _nowaitWrite = false;
        }
        // SAFETY: as above.
        return Libc.write(this, buffer, (nuint)length);
    }
}
