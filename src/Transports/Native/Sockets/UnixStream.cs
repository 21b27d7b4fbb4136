using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>A connected Unix stream socket that can carry descriptors (SCM_RIGHTS).</summary>
/// <remarks>Never blocks. One reading and one writing thread at a time.</remarks>
[SuppressMessage("Naming", "CA1711", Justification = "a stream socket is what the field calls it; it is no System.IO.Stream")]
public partial class UnixStream : FileDescriptor
{
    /// <summary>Descriptors that one message can carry: SCM_MAX_FD of the kernel. There is always room for all of them.</summary>
    public const int MaxFds = 253;

    /// <summary>The most descriptors that a message of a protocol here has; a sender of more is to be dropped (VU-07).</summary>
    public const int MaxReceivedFds = 32;

    internal UnixStream(int fd) : base(fd)
    {
    }

    /// <inheritdoc cref="FileDescriptor()"/>
    protected UnixStream()
    {
    }

    /// <summary>Connects to a listening socket.</summary>
    /// <exception cref="ArgumentException">A path that cannot be one, see <see cref="SocketPath.WhyNot"/>.</exception>
    /// <exception cref="ErrnoException">ENOENT: no such path; ECONNREFUSED: nobody listens; EACCES; EAGAIN:
    /// the listener's queue is full.</exception>
    public static unsafe UnixStream Connect(string path)
    {
        Libc.sockaddr_un address;
        uint length = SocketPath.Write(path, &address);
        UnixStream stream = New();
        while (true)
        {
            // SAFETY: length counts the bytes that SocketPath.Write has filled of the local.
            if (Libc.connect(stream, &address, length) == 0) return stream;
            var error = ErrnoException.Last($"connect {path}");
            if (error.Errno == Libc.EINTR) continue;
            stream.Dispose();
            throw error;
        }
    }

    /// <summary>Two connected sockets.</summary>
    public static unsafe (UnixStream, UnixStream) Pair()
    {
        int* ends = stackalloc int[2];
        // SAFETY: two ints are written to room for two.
        int result = Libc.socketpair(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, 0, ends);
        return result == 0 ? (new(ends[0]), new(ends[1])) : throw ErrnoException.Last("socketpair");
    }

    /// <summary>The process that connected, or to which this connected.</summary>
    public virtual PeerCredentials Peer => PeerCredentials.Of(this);

    /// <summary>Receives bytes and the descriptors that came with them.</summary>
    /// <param name="buffer">Not empty.</param>
    /// <param name="fds">Received descriptors are appended, also when the control data was truncated; the caller owns them.</param>
    /// <param name="controlTruncated">MSG_CTRUNC (VU-07): some of the descriptors sent are lost, mostly because this process may open no
    /// more.</param>
    /// <returns>Bytes received; 0 = the peer has closed; −1 = nothing there yet.</returns>
    public virtual int Receive(Span<byte> buffer, List<FileDescriptor> fds, out bool controlTruncated) =>
        Receive(buffer, fds, out controlTruncated, flags: 0);

    private int Receive(Span<byte> buffer, List<FileDescriptor> fds, out bool controlTruncated, int flags)
    {
        ArgumentNullException.ThrowIfNull(fds);
        if (buffer.IsEmpty) throw new ArgumentException("an empty buffer cannot tell the end of the stream", nameof(buffer));
        while (true)
        {
            nint got = ControlMessages.Receive(this, buffer, fds, out controlTruncated, flags);
            if (got >= 0) return (int)got;
            int errno = Marshal.GetLastPInvokeError();
            if (errno == Libc.EAGAIN) return -1;
            if (errno == Libc.ECONNRESET) return 0;   // closed with our bytes unread: it counts as closed
            if (errno != Libc.EINTR) throw new ErrnoException("recvmsg", errno);
        }
    }

    /// <summary>Sends bytes, and descriptors with the first of them.</summary>
    /// <param name="bytes">Not empty.</param>
    /// <param name="fds">≤ <see cref="MaxFds"/>; they stay the caller's.</param>
    /// <returns>Bytes taken, ≥ 1, and then all descriptors with them; −1 = no room yet, nothing was sent.</returns>
    /// <exception cref="ErrnoException">EPIPE or ECONNRESET: the peer has closed.</exception>
    public virtual unsafe int Send(ReadOnlySpan<byte> bytes, ReadOnlySpan<SafeHandle> fds)
    {
        if (bytes.IsEmpty) throw new ArgumentException("a stream cannot carry an empty message", nameof(bytes));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fds.Length, MaxFds, nameof(fds));
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
                    nint sent = Libc.sendmsg(this, &message, Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL);
                    if (sent >= 0) return (int)sent;
                    int errno = Marshal.GetLastPInvokeError();
                    if (errno == Libc.EAGAIN) return -1;
                    if (errno != Libc.EINTR) throw new ErrnoException("sendmsg", errno);
                }
            }
        }
        finally
        {
            for (int i = 0; i < referenced; i++) fds[i].DangerousRelease();
        }
    }

    /// <summary>Says that nothing more will be sent (shutdown SHUT_WR): the peer reads the end of the stream, and can still send.</summary>
    /// <returns>False: the peer has gone already.</returns>
    public virtual bool EndSending() => Libc.shutdown(this, Libc.SHUT_WR) == 0;

    internal static UnixStream New()
    {
        int fd = Libc.socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, 0);
        return fd >= 0 ? new UnixStream(fd) : throw ErrnoException.Last("socket");
    }
}
