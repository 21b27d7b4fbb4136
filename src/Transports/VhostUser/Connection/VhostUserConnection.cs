using System.Runtime.InteropServices;
using GpioHub.Transports.Native;

namespace GpioHub.Transports.VhostUser;

/// <summary>A vhost-user socket: whole messages in, frames out, never blocking.</summary>
/// <remarks>
/// It owns the socket. One thread at a time uses it, level-triggered: read when readable, <see cref="Flush"/> when writable while
/// <see cref="HasQueued"/>. It has no clock: to notice a message that stays incomplete for 1 s, the owner compares <see cref="HasPartial"/>
/// and <see cref="MessagesRead"/> with a second earlier (VU-06).
/// </remarks>
public sealed class VhostUserConnection : IDisposable
{
    /// <summary>The most bytes that wait for a front-end which does not read; with more the connection is over (VU-32).</summary>
    public const int MaxQueuedBytes = 64 * 1024;

    private readonly MessageReader _reader;
    private readonly List<byte> _queue = [];

    public VhostUserConnection(UnixStream socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Socket = socket;
        _reader = new MessageReader(socket);
    }

    /// <summary>For epoll, and to ask who the peer is.</summary>
    public UnixStream Socket { get; }

    /// <summary>A part of a message has come, and its rest has not.</summary>
    public bool HasPartial => _reader.HasPartial;

    /// <summary>Whole messages read so far.</summary>
    public long MessagesRead => _reader.MessagesRead;

    /// <summary>Bytes wait for the socket to take them.</summary>
    public bool HasQueued => _queue.Count > 0;

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

    /// <summary>Sends a frame, or queues what the socket does not take.</summary>
    /// <returns>null, or why the connection is over: the peer is gone, or does not read.</returns>
    public string? Send(ReadOnlySpan<byte> frame)
    {
        try
        {
            if (!HasQueued) frame = frame[SendSome(frame)..];
            if (_queue.Count + frame.Length > MaxQueuedBytes) return $"the front-end does not read: {_queue.Count} bytes wait";
            _queue.AddRange(frame);
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
            _queue.RemoveRange(0, SendSome(CollectionsMarshal.AsSpan(_queue)));
            return null;
        }
        catch (ErrnoException e)
        {
            return e.Message;
        }
    }

    /// <summary>Closes the socket, and the descriptors that came with an incomplete message.</summary>
    public void Dispose()
    {
        _reader.Dispose();
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
