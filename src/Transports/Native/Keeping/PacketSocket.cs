using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>A Unix socket whose messages stay whole, and can carry descriptors.</summary>
/// <remarks>Nothing but <see cref="Wait"/> blocks. One reading and one writing thread at a time.</remarks>
public class PacketSocket : FileDescriptor
{
    /// <summary>Bytes that one message has at most: names of all the descriptors that it can carry.</summary>
    public const int MaxBytes = 72 * 1024;

    internal PacketSocket(int fd) : base(fd)
    {
    }

    /// <summary>Two connected sockets; each tells when the other has gone.</summary>
    public static unsafe (PacketSocket, PacketSocket) Pair()
    {
        int* ends = stackalloc int[2];
        // SAFETY: two ints are written to room for two.
        int result = Libc.socketpair(Libc.AF_UNIX, Libc.SOCK_SEQPACKET | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, 0, ends);
        return result == 0 ? (new(ends[0]), new(ends[1])) : throw ErrnoException.Last("socketpair");
    }

    /// <summary>Takes over one end that the parent process has left open; it becomes close-on-exec.</summary>
    /// <param name="fd">Number of an open descriptor, ≥ 0. Nobody else in this process may own it.</param>
    /// <exception cref="ErrnoException">EBADF: not open; ENOTSOCK: no socket.</exception>
    public static PacketSocket Adopt(int fd)
    {
        var socket = new PacketSocket(fd);
        if (SocketOptions.Get(socket, Libc.SO_DOMAIN) != Libc.AF_UNIX || SocketOptions.Get(socket, Libc.SO_TYPE) != Libc.SOCK_SEQPACKET)
        {
            socket.SetHandleAsInvalid();
            throw new IOException($"descriptor {fd} is not what a keeper leaves open");
        }

        FdInfo.SetCloseOnExec(socket);
        return socket;
    }

    /// <summary>Waits until there is a message, or the other end has gone.</summary>
    /// <param name="milliseconds">−1 = as long as it takes.</param>
    public unsafe bool Wait(int milliseconds)
    {
        bool held = false;
        try
        {
            DangerousAddRef(ref held);
            var one = new Libc.pollfd { fd = (int)handle, events = Libc.POLLIN };
            // SAFETY: one pollfd, a local.
            return Libc.poll(&one, 1, milliseconds) > 0;
        }
        finally
        {
            if (held) DangerousRelease();
        }
    }

    /// <summary>Receives one message with its descriptors, which are the caller's.</summary>
    /// <returns>Bytes; 0 = the other end has gone; −1 = nothing there.</returns>
    public int Receive(Span<byte> buffer, List<FileDescriptor> fds)
    {
        while (true)
        {
            nint got = ControlMessages.Receive(this, buffer, fds, out _);
            if (got >= 0) return (int)got;
            int errno = Marshal.GetLastPInvokeError();
            if (errno == Libc.EAGAIN) return -1;
            if (errno == Libc.ECONNRESET) return 0;
            if (errno != Libc.EINTR) throw new ErrnoException("recvmsg", errno);
        }
    }

    /// <summary>Sends one message, whole.</summary>
    /// <param name="fds">≤ <see cref="UnixStream.MaxFds"/>; they stay the caller's.</param>
    /// <returns>False: no room.</returns>
    /// <exception cref="ErrnoException">EPIPE, ECONNRESET, ECONNREFUSED: the other end has gone.</exception>
    public unsafe bool Send(ReadOnlySpan<byte> bytes, ReadOnlySpan<SafeHandle> fds)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fds.Length, UnixStream.MaxFds, nameof(fds));
        Span<byte> control = stackalloc byte[fds.IsEmpty ? 0 : ControlMessages.Space(fds.Length)];
        int referenced = 0;
        try
        {
            referenced = ControlMessages.Fill(control, fds);
            fixed (byte* data = bytes, controlData = control)
            {
                var iov = new Libc.iovec { iov_base = data, iov_len = (nuint)bytes.Length };
                var message =
                    new Libc.msghdr { msg_iov = &iov, msg_iovlen = 1, msg_control = controlData, msg_controllen = (nuint)control.Length };
                while (true)
                {
                    // SAFETY: the iovec covers the pinned bytes exactly; control holds one filled cmsghdr of its whole length, or is empty.
                    if (Libc.sendmsg(this, &message, Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL) >= 0) return true;
                    int errno = Marshal.GetLastPInvokeError();
                    // ETOOMANYREFS: more descriptors of this user are under way than the kernel allows; receivers make room.
                    if (errno is Libc.EAGAIN or Libc.ETOOMANYREFS) return false;
                    if (errno != Libc.EINTR) throw new ErrnoException("sendmsg", errno);
                }
            }
        }
        finally
        {
            for (int i = 0; i < referenced; i++) fds[i].DangerousRelease();
        }
    }

    /// <summary>Waits until there is room for a message, or the other end has gone.</summary>
    public unsafe void WaitForRoom(int milliseconds)
    {
        bool held = false;
        try
        {
            DangerousAddRef(ref held);
            var one = new Libc.pollfd { fd = (int)handle, events = Libc.POLLOUT };
            // SAFETY: one pollfd, a local.
            _ = Libc.poll(&one, 1, milliseconds);
        }
        finally
        {
            if (held) DangerousRelease();
        }
    }
}
