using System.Runtime.InteropServices;
using GpioHub.Transports.Native;

namespace GpioHub.GuestDriver.FrontEnd;

/// <summary>One connection to a back-end: messages out, replies in. It checks every byte of a reply, as a strict front-end does.</summary>
/// <remarks>Blocks the calling thread for at most the timeout. One thread at a time. Source: vhost-user.rst; VU-01…VU-05 as the front-end
/// sees them.</remarks>
public sealed class FrontEndChannel : IDisposable
{
    private const int LargestReply = 4096;   // our limit, not the spec's: no reply that is understood here is longer than 268 bytes

    private readonly UnixStream _socket;
    private readonly TimeSpan _timeout;
    private readonly FrontEndMachine _machine;
    private bool _heard;

    /// <param name="socket">Connected; owned from here on.</param>
    /// <param name="timeout">How long one reply, or room for one message, may take.</param>
    /// <param name="machine">How to wait for them; null = in the kernel.</param>
    public FrontEndChannel(UnixStream socket, TimeSpan timeout, FrontEndMachine? machine = null)
    {
        _socket = socket;
        _timeout = timeout;
        _machine = machine ?? FrontEndMachine.Kernel;
    }

    /// <summary>The socket, for epoll: <see cref="EpollEvents.PeerHangUp"/> tells that the back-end has gone.</summary>
    public UnixStream Socket => _socket;

    /// <summary>REPLY_ACK was negotiated: NEED_REPLY counts.</summary>
    public bool ReplyAck { get; set; }

    /// <summary>Sends a message that has no reply of its own.</summary>
    /// <param name="needReply">Set NEED_REPLY and wait for the acknowledgement; without REPLY_ACK the bit is left out.</param>
    /// <exception cref="VhostUserPeerException">The back-end answered non-zero, broke the protocol, or closed.</exception>
    public void Tell(FrontEndRequest request, byte[] payload, bool needReply = false, params SafeHandle[] fds)
    {
        bool acknowledged = needReply && ReplyAck;
        Send(request, payload, acknowledged, fds);
        if (!acknowledged) return;

        ulong result = MemoryMarshal.Read<ulong>(Reply(request, FrontEndWire.U64Size));
        if (result != 0)
        {
            throw new VhostUserPeerException(
                $"{request}: the back-end refused it (acknowledged with 0x{result:x}, payload {Convert.ToHexString(payload)})");
        }
    }

    /// <summary>Sends a message that is answered by a payload.</summary>
    /// <param name="replySize">Bytes the reply must have.</param>
    /// <param name="orEmpty">A reply without payload is legal too (GET_CONFIG's form of an error).</param>
    /// <returns>The payload.</returns>
    /// <exception cref="VhostUserPeerException">The reply is not what was asked for, or the back-end closed.</exception>
    public byte[] Ask(FrontEndRequest request, byte[] payload, int replySize, bool orEmpty = false)
    {
        Send(request, payload, needReply: false, []);
        return Reply(request, replySize, orEmpty);
    }

    /// <summary>Asks for a u64.</summary>
    public ulong AskU64(FrontEndRequest request) => MemoryMarshal.Read<ulong>(Ask(request, [], FrontEndWire.U64Size));

    /// <summary>Sends any bytes as they are, whether they make a message or not.</summary>
    /// <exception cref="VhostUserPeerException">The back-end has closed, or takes nothing for longer than the timeout.</exception>
    public void SendRaw(ReadOnlySpan<byte> bytes, params SafeHandle[] fds)
    {
        try
        {
            ReadOnlySpan<SafeHandle> with = fds;
            while (!bytes.IsEmpty)
            {
                int sent = _socket.Send(bytes, with);
                if (sent < 0 && !Readiness.WaitToWrite(_socket, (int)_timeout.TotalMilliseconds))
                    throw new VhostUserPeerException($"the back-end read nothing for {_timeout.TotalSeconds} s");
                if (sent <= 0) continue;
                bytes = bytes[sent..];
                with = [];
            }
        }
        catch (ErrnoException e)
        {
            throw Closed(null, e);
        }
    }

    /// <summary>Reads one message of any kind; null = the back-end has closed.</summary>
    /// <exception cref="VhostUserPeerException">Nothing came in time, the connection ended inside a message, or descriptors came with
    /// it.</exception>
    public (WireHeader Header, byte[] Payload)? Receive()
    {
        byte[] head = new byte[WireHeader.Length];
        if (!Fill(head, endIsLegal: true)) return null;
        var header = MemoryMarshal.Read<WireHeader>(head);
        if (header.Size > LargestReply) throw new VhostUserPeerException($"a reply to {header.Request} announces {header.Size} bytes");
        byte[] payload = new byte[header.Size];
        Fill(payload, endIsLegal: false);
        return (header, payload);
    }

    /// <summary>Ends the connection and waits until the back-end has ended its side; a new connection is then possible at once.</summary>
    /// <remarks>It waits no longer if the back-end does not end its side within the timeout, or says something else first.</remarks>
    public void Close()
    {
        if (_socket.IsClosed) return;
        var last = new byte[1];
        List<FileDescriptor> fds = [];
        if (_socket.EndSending() && _machine.AwaitInput(_socket, _timeout)) _socket.Receive(last, fds, out _);
        foreach (FileDescriptor fd in fds) fd.Dispose();
        Dispose();
    }

    /// <summary>Ends the connection at once, as a front-end that dies.</summary>
    public void Dispose() => _socket.Dispose();

    private void Send(FrontEndRequest request, byte[] payload, bool needReply, SafeHandle[] fds)
    {
        if (_machine.AwaitInput(_socket, TimeSpan.Zero))
        {
            var (stray, _) = Receive() ?? throw Closed(null, null);
            throw new VhostUserPeerException($"before {request}: a message nobody asked for, {stray}");
        }

        var header = new WireHeader(request, WireHeader.Version | (needReply ? WireHeader.NeedReply : 0), (uint)payload.Length);
        SendRaw([.. MemoryMarshal.AsBytes(new ReadOnlySpan<WireHeader>(in header)), .. payload], fds);
    }

    private byte[] Reply(FrontEndRequest request, int size, bool orEmpty = false)
    {
        var (header, payload) = Receive() ?? throw Closed(request, null);
        _heard = true;
        if (header.Request != request) throw new VhostUserPeerException($"{request}: the reply names {header.Request}");
        if (header.Flags != WireHeader.Reply)
            throw new VhostUserPeerException($"{request}: the reply's flags are 0x{header.Flags:x}, not 0x5");
        if (payload.Length != size && !(orEmpty && payload.Length == 0))
            throw new VhostUserPeerException($"{request}: the reply has {payload.Length} bytes, not {size}");
        return payload;
    }

    private VhostUserPeerException Closed(FrontEndRequest? request, ErrnoException? cause)
    {
        string what = request is { } asked
            ? $"{asked}: the back-end closed the connection instead of replying"
            : "the back-end closed the connection";
        return new VhostUserPeerException(what, cause!) { ClosedAtOnce = !_heard };
    }

    private bool Fill(Span<byte> buffer, bool endIsLegal)
    {
        List<FileDescriptor> fds = [];
        for (int have = 0; have < buffer.Length;)
        {
            int got = _socket.Receive(buffer[have..], fds, out _);
            foreach (FileDescriptor fd in fds) fd.Dispose();
            if (fds.Count > 0) throw new VhostUserPeerException("a reply came with a file descriptor that nobody asked for");
            if (got > 0) have += got;
            else if (got == 0 && have == 0 && endIsLegal) return false;
            else if (got == 0) throw new VhostUserPeerException("the back-end closed the connection inside a message");
            else if (!_machine.AwaitInput(_socket, _timeout))
                throw new VhostUserPeerException($"the back-end sent nothing for {_timeout.TotalSeconds} s");
        }

        return true;
    }
}
