using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>The receiving end of <see cref="NotifySocket"/>: it tells of each datagram which process sent it.</summary>
public sealed class NotifyListener : IDisposable
{
    private readonly PacketSocket _socket;

    private NotifyListener(PacketSocket socket, string address) => (_socket, Address) = (socket, address);

    /// <summary>For NOTIFY_SOCKET.</summary>
    public string Address { get; }

    /// <summary>To be waited for.</summary>
    public SafeHandle Descriptor => _socket;

    /// <param name="address">@ and an abstract name that nobody has.</param>
    public static unsafe NotifyListener Bind(string address)
    {
        var socket = NotifySocket.New();
        try
        {
            Libc.sockaddr_un to;
            uint length = NotifySocket.Write(address, &to);
            int on = 1;
            // SAFETY: an int is read from a local of that size; length counts the bytes that Write has filled of the other.
            if (Libc.setsockopt(socket, Libc.SOL_SOCKET, Libc.SO_PASSCRED, &on, sizeof(int)) < 0) throw ErrnoException.Last("setsockopt");
            if (Libc.bind(socket, &to, length) < 0) throw ErrnoException.Last($"bind {address}");
            return new NotifyListener(socket, address);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Receives one datagram, without waiting.</summary>
    /// <param name="sender">The process that sent it, as the kernel knows it; 0 = outside this pid namespace.</param>
    /// <param name="fds">Received descriptors are appended; they are the caller's.</param>
    /// <returns>Bytes; −1 = none there.</returns>
    public int Receive(Span<byte> buffer, List<FileDescriptor> fds, out int sender)
    {
        while (true)
        {
            nint got = ControlMessages.Receive(_socket, buffer, fds, out _, out sender);
            if (got >= 0) return (int)got;
            int errno = Marshal.GetLastPInvokeError();
            if (errno == Libc.EAGAIN) return -1;
            if (errno != Libc.EINTR) throw new ErrnoException("recvmsg", errno);
        }
    }

    public void Dispose() => _socket.Dispose();
}
