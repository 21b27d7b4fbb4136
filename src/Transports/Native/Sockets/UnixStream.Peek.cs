namespace GpioHub.Transports.Native;

/// <content>Reading without taking: what was read stays in the socket until it is consumed, and the socket remembers how much that is, for
/// whoever holds it next.</content>
public partial class UnixStream
{
    /// <summary>Bytes that were peeked and not consumed: where <see cref="Peek"/> goes on (SO_PEEK_OFF). It lives in the socket, so it
    /// outlives this process if the socket does. −1 = it was never set, and nothing can be peeked in parts.</summary>
    public int PeekOffset
    {
        get => SocketOptions.Get(this, Libc.SO_PEEK_OFF);
        set => SocketOptions.Set(this, Libc.SO_PEEK_OFF, value);
    }

    /// <summary>As <see cref="Receive(Span{byte}, List{FileDescriptor}, out bool)"/>, but everything stays in the socket.</summary>
    /// <param name="fds">Duplicates of the descriptors that came with the bytes; each peek into the same bytes makes them anew, also one
    /// that goes on behind those of the peek before.</param>
    public int Peek(Span<byte> buffer, List<FileDescriptor> fds, out bool controlTruncated) =>
        Receive(buffer, fds, out controlTruncated, Libc.MSG_PEEK);

    /// <summary>Ends both directions at once, also for other holders of the socket: the peer reads the end of the stream.</summary>
    public void EndBoth() => _ = Libc.shutdown(this, Libc.SHUT_RDWR);

    /// <summary>Something can be received, were it the end; what was only peeked counts.</summary>
    public bool HasInput => (Poll(Libc.POLLIN) & (Libc.POLLIN | Libc.POLLHUP)) != 0;

    /// <summary>Nothing more can come, nor be sent.</summary>
    public bool IsOver => (Poll(0) & Libc.POLLHUP) != 0;

    private unsafe int Poll(short events)
    {
        bool held = false;
        try
        {
            DangerousAddRef(ref held);
            var poll = new Libc.pollfd { fd = (int)handle, events = events };
            // SAFETY: one structure of the caller's, and the handle is held.
            return Libc.poll(&poll, 1, 0) > 0 ? poll.revents : 0;
        }
        finally
        {
            if (held) DangerousRelease();
        }
    }
}
