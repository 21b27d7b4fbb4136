using System.Runtime.InteropServices;
using GpioHub.Transports.Native;

namespace GpioHub.Transports.VhostUser;

/// <summary>A vhost-user socket: whole messages in, frames out, never blocking.</summary>
/// <remarks>
/// It owns the socket. One thread at a time uses it, level-triggered: read when readable, <see cref="Flush"/> when writable while
/// <see cref="HasQueued"/>. It has no clock: to notice a message that stays incomplete for 1 s, the owner compares <see cref="HasPartial"/>
/// and <see cref="MessagesRead"/> with a second earlier (VU-06).
/// A connection that is kept goes on over the end of this process. It reads without taking, and what it is to send it puts into an outbox.
/// Once the record says what came of the message, <see cref="Complete"/> sends that and takes the message, and only then is the next one
/// read: so each message is carried out once, and each reply sent once, wherever the process ends (VU-62).
/// </remarks>
public sealed class VhostUserConnection : IDisposable
{
    /// <summary>The most bytes that wait for a front-end which does not read; with more the connection is over (VU-32).</summary>
    public const int MaxQueuedBytes = 64 * 1024;

    private readonly IMessageReader _reader;
    private readonly PeekReader? _peeks;
    private readonly List<byte> _queue = [];
    private readonly Outbox? _outbox;

    public VhostUserConnection(UnixStream socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Socket = socket;
        _reader = new MessageReader(socket);
    }

    private VhostUserConnection(UnixStream socket, Outbox outbox)
    {
        (Socket, _outbox, _peeks) = (socket, outbox, new PeekReader(socket));
        _reader = _peeks;
    }

    /// <summary>A connection that is kept.</summary>
    /// <param name="outbox">Empty; belongs to the connection.</param>
    public static VhostUserConnection Keep(UnixStream socket, Outbox outbox)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(outbox);
        return new VhostUserConnection(socket, outbox);
    }

    /// <summary>Goes on with a connection that another process had.</summary>
    /// <param name="outbox">With the end that the record says; belongs to the connection.</param>
    /// <param name="handledBytes">As that process left <see cref="MessageBytes"/> in the record.</param>
    /// <param name="messagesRead">As that process left it.</param>
    public static VhostUserConnection Adopt(UnixStream socket, Outbox outbox, int handledBytes, long messagesRead)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(outbox);
        var connection = new VhostUserConnection(socket, outbox);
        connection._peeks!.MessagesRead = messagesRead;
        // Otherwise what was peeked was not carried out, and is read again.
        if (handledBytes > 0) connection._peeks.Unconsumed = Math.Clamp(socket.PeekOffset, 0, handledBytes);
        return connection;
    }

    /// <summary>For epoll, and to ask who the peer is.</summary>
    public UnixStream Socket { get; }

    /// <summary>A part of a message has come, and its rest has not.</summary>
    public bool HasPartial => _reader.HasPartial;

    /// <summary>Whole messages read so far.</summary>
    public long MessagesRead => _reader.MessagesRead;

    /// <summary>Bytes wait for the socket to take them.</summary>
    public bool HasQueued => Waiting > 0;

    /// <summary>Bytes of the message that was read last, until <see cref="Complete"/>; 0 = there is none, or nothing is kept.</summary>
    public int MessageBytes => _peeks?.Unconsumed ?? 0;

    /// <summary>Where what is to be sent ends in the outbox; 0 = nothing is kept.</summary>
    public long OutboxEnd => _outbox?.End ?? 0;

    private int Waiting => _outbox?.Waiting ?? _queue.Count;

    /// <summary>Takes at most one message off the socket.</summary>
    public ReadResult TryRead()
    {
        try
        {
            return _reader.TryRead();
        }
        catch (ErrnoException e)
        {
            return new ReadResult(ReadStatus.Broken, Reason: e.Message);
        }
    }

    /// <summary>Sends a frame, or queues what the socket does not take. Of a connection that is kept it queues all.</summary>
    /// <returns>null, or why the connection is over: the peer is gone, or does not read.</returns>
    public string? Send(ReadOnlySpan<byte> frame)
    {
        try
        {
            if (!HasQueued && _outbox is null) frame = frame[SendSome(frame)..];
            if (Waiting + frame.Length > MaxQueuedBytes) return $"the front-end does not read: {Waiting} bytes wait";
            if (_outbox is null) _queue.AddRange(frame);
            else _outbox.Add(frame);
            return null;
        }
        catch (ErrnoException e)
        {
            return e.Message;
        }
    }

    /// <summary>Sends what is queued, as far as the socket takes it.</summary>
    /// <returns>null, or why the connection is over.</returns>
    public string? Flush()
    {
        try
        {
            if (_outbox is null) _queue.RemoveRange(0, SendSome(CollectionsMarshal.AsSpan(_queue)));
            else _outbox.SendTo(Socket);
            return null;
        }
        catch (ErrnoException e)
        {
            return e.Message;
        }
    }

    /// <summary>What came of the message that was read last is in the record: sends what is to be sent, and takes the message off the
    /// socket.</summary>
    /// <returns>null, or why the connection is over.</returns>
    public string? Complete()
    {
        string? gone = Flush();
        try
        {
            _peeks?.Consume();
            return gone;
        }
        catch (ErrnoException e)
        {
            return gone ?? e.Message;
        }
    }

    /// <summary>Closes the socket, and the descriptors that came with an incomplete message.</summary>
    public void Dispose()
    {
        _reader.Dispose();
        _outbox?.Dispose();
        Socket.Dispose();
    }

    private int SendSome(ReadOnlySpan<byte> bytes)
    {
        int sent = 0;
        while (sent < bytes.Length)
        {
            int taken = Socket.Send(bytes[sent..], []);
            if (taken < 0) break;
            sent += taken;
        }
        return sent;
    }
}
