using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace GpioHub.Transports.Native;

/// <summary>The way to a service manager, or to a keeper, which speaks the same language (sd_notify(3), NOTIFY_SOCKET).</summary>
/// <remarks>Any thread. A datagram that was sent has its descriptors kept, however soon its sender ends.</remarks>
public sealed class NotifySocket : IDisposable
{
    /// <summary>Our limit: the other side reads as soon as it runs. One that is stopped must not stop this process too.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private const int Slice = 20;

    private readonly Lock _lock = new();
    private readonly PacketSocket _socket;
    private volatile bool _gone;
    private bool _slow;

    private NotifySocket(PacketSocket socket) => _socket = socket;

    /// <summary>Nobody hears it any more.</summary>
    public bool IsGone => _gone;

    /// <param name="address">As in NOTIFY_SOCKET: a path, or @ and an abstract name.</param>
    /// <returns>null = nobody is there.</returns>
    public static NotifySocket? TryConnect(string address)
    {
        var socket = New();
        try
        {
            if (Connects(socket, address)) return new NotifySocket(socket);
        }
        catch (ArgumentException)
        {
            // An address that cannot be one.
        }

        socket.Dispose();
        return null;
    }

    /// <summary>Sends assignments, one a line, with descriptors; waits where the queue is full.</summary>
    /// <param name="fds">They stay the caller's.</param>
    /// <returns>False: nobody hears it, or it is stopped: then no later one waits either, until one gets through.</returns>
    public bool Send(string assignments, params ReadOnlySpan<SafeHandle> fds) => Send(assignments, Patience, fds);

    /// <summary>Sends assignments if there is room now: for what is said again soon.</summary>
    public bool TrySend(string assignments) => Send(assignments, TimeSpan.Zero, []);

    private bool Send(string assignments, TimeSpan patience, ReadOnlySpan<SafeHandle> fds)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(assignments);
        lock (_lock)
        {
            if (_gone) return false;
            long began = Stopwatch.GetTimestamp();
            try
            {
                while (!_socket.Send(bytes, fds))
                {
                    if (_slow || Stopwatch.GetElapsedTime(began) >= patience)
                    {
                        _slow |= patience > TimeSpan.Zero;
                        return false;
                    }

                    _socket.WaitForRoom(Slice);
                }

                _slow = false;
                return true;
            }
            catch (ErrnoException e) when (e.Errno is Libc.EPIPE or Libc.ECONNRESET or Libc.ECONNREFUSED or Libc.ENOTCONN)
            {
                _gone = true;
                return false;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    internal static PacketSocket New()
    {
        int fd = Libc.socket(Libc.AF_UNIX, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, 0);
        return fd >= 0 ? new PacketSocket(fd) : throw ErrnoException.Last("socket");
    }

    /// <summary>Writes the address of a notify socket.</summary>
    /// <returns>Its length.</returns>
    internal static unsafe uint Write(string address, Libc.sockaddr_un* to)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(address);
        bool isAbstract = bytes is [(byte)'@', _, ..];
        if (!isAbstract && bytes is not [(byte)'/', ..]) throw new ArgumentException($"no address of a notify socket: {address}");
        if (bytes.Length >= Libc.sockaddr_un.PathSize) throw new ArgumentException($"too long for a socket: {address}");
        *to = default;
        to->sun_family = Libc.AF_UNIX;
        // SAFETY: fewer bytes than sun_path has were checked just now.
        for (int i = 0; i < bytes.Length; i++) to->sun_path[i] = bytes[i];
        if (isAbstract) to->sun_path[0] = 0;
        return (uint)(sizeof(ushort) + bytes.Length + (isAbstract ? 0 : 1));
    }

    private static unsafe bool Connects(PacketSocket socket, string address)
    {
        Libc.sockaddr_un to;
        uint length = Write(address, &to);
        // SAFETY: length counts the bytes that Write has filled of the local.
        return Libc.connect(socket, &to, length) == 0;
    }
}
