using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace GpioHub.Hub.Links.Transport;

/// <summary>A TCP connection as bytes. Whoever writes never waits. Whoever reads waits while the two ends agree on TLS, on a thread of its
/// own; then a reactor watches, and nobody waits.</summary>
/// <remarks>
/// What the kernel does not take at once is kept, and a thread writes it when there is room. A reactor writes here, so that is the rule
/// and the thread the exception. None of .NET's asynchronous operations of sockets is used: each message would wake .NET's own socket
/// thread before it wakes the reader.
/// </remarks>
internal sealed class SocketStream : Stream
{
    /// <summary>Most bytes that wait for the other end to read: our limit. It holds what a hub of many chips says when a link comes up;
    /// who reads nothing for longer is cut off.</summary>
    public const int MostWaiting = 8_000_000;

    /// <summary>Bytes after which nothing more is read until the next <see cref="Continue"/>: our limit.</summary>
    public const int MostInATurn = 16_384;

    private const int KernelBytes = 32_768;                                // for each way, in the kernel, which takes twice as much
    private const int LeastKept = 4_096;

    private static readonly TimeSpan FlushLook = TimeSpan.FromSeconds(1);

    private readonly Socket _socket;
    private readonly Lock _lock = new();
    private readonly PendingRead _read;
    private int _mayRead = MostInATurn;
    private byte[] _waiting = [];
    private int _from, _to;                                                // of what waits
    private bool _isFlushing, _isOver;
    private volatile bool _isEnding;

    /// <param name="socket">Connected, or to be by <see cref="Connect"/>.</param>
    public SocketStream(Socket socket)
    {
        _socket = socket;
        _read = new PendingRead(TryRead);
        socket.Blocking = false;
        socket.NoDelay = true;
        socket.SendBufferSize = socket.ReceiveBufferSize = KernelBytes;
    }

    /// <summary>Until when something must come, as of <see cref="Stopwatch.GetTimestamp"/>; null = it may take any time. The reader's
    /// alone.</summary>
    public long? Deadline { get; set; }

    /// <summary>Sees what is read; null = it is no TLS. Set before anything is read.</summary>
    public TlsRecords? Records { get; init; }

    /// <summary>For a reactor, to watch it.</summary>
    public SafeSocketHandle Handle => _socket.SafeHandle;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Connects, within the deadline.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="TimeoutException">Nobody answers.</exception>
    public void Connect(IPEndPoint to)
    {
        try
        {
            _socket.Connect(to);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            Await(SelectMode.SelectWrite, "nobody answers there");
            int error = (int)_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
            if (error != 0) throw new SocketException(error);
        }
    }

    /// <returns>0 = the other end sends no more, or <see cref="End"/>.</returns>
    /// <exception cref="IOException">The connection is broken.</exception>
    /// <exception cref="TimeoutException">Nothing has come within the deadline.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!_isEnding)
        {
            int length = _socket.Receive(buffer, SocketFlags.None, out var error);
            if (error == SocketError.Success)
            {
                Records?.Pass(buffer[..length]);
                return length;
            }

            if (error != SocketError.WouldBlock) throw Broken(error);
            Await(SelectMode.SelectRead, "nothing comes from there");
        }

        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Reads what has come, or 0 at the end; if nothing has, or all that had is read, or was enough for a turn, the read is over
    /// in <see cref="Continue"/>. The reader's thread only, one at a time.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        TryRead(buffer.Span, out int length) ? new ValueTask<int>(length) : _read.Begin(buffer);

    /// <summary>There is something to read, or the end: whoever waits for it goes on within this call. The reader's thread only.</summary>
    public void Continue()
    {
        _mayRead = MostInATurn;
        _read.Continue();
    }

    /// <returns>Whether something has come, or the end, and may be read in this turn.</returns>
    private bool TryRead(Span<byte> buffer, out int length)
    {
        length = 0;
        if (_isEnding) return true;
        if (_mayRead <= 0) return false;
        if (buffer.IsEmpty) return true;                                   // SslStream asks so whether there is something, and then reads
        length = _socket.Receive(buffer, SocketFlags.None, out var error);
        _mayRead = length < buffer.Length ? 0 : _mayRead - length;         // less than there was room for: there is no more
        if (error is not (SocketError.Success or SocketError.WouldBlock)) throw Broken(error);
        Records?.Pass(buffer[..length]);
        return error == SocketError.Success;
    }

    /// <summary>Writes, or keeps it for later. Any thread.</summary>
    /// <exception cref="IOException">The connection is broken, or too much waits already.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_lock)
        {
            if (_isOver || _isEnding) throw Broken(SocketError.Shutdown);
            if (_from == _to) buffer = buffer[Send(buffer)..];
            if (buffer.IsEmpty) return;
            Keep(buffer);
            if (_isFlushing) return;
            _isFlushing = true;
            new Thread(FlushWaiting) { IsBackground = true, Name = "link-flush" }.Start();
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Nothing: what waits is written without being asked.</summary>
    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Has whoever reads end, and the other end hear of it. Any thread.</summary>
    public void End()
    {
        _isEnding = true;
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is not connected yet, or not any more: its reader looks.
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            lock (_lock)
            {
                _isOver = true;
                _socket.Dispose();
            }

        base.Dispose(disposing);
    }

    private static IOException Broken(SocketError error) => new(new SocketException((int)error).Message);

    private void Await(SelectMode mode, string why)
    {
        var left = Deadline is { } deadline
            ? TimeSpan.FromTicks(Math.Max(0, (deadline - Stopwatch.GetTimestamp()) / (Stopwatch.Frequency / TimeSpan.TicksPerSecond)))
            : Timeout.InfiniteTimeSpan;
        if (!_socket.Poll(left, mode)) throw new TimeoutException(why);
    }

    /// <returns>How many bytes the kernel has taken.</returns>
    private int Send(ReadOnlySpan<byte> bytes)
    {
        int length = _socket.Send(bytes, SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock)) throw Broken(error);
        return error == SocketError.Success ? length : 0;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        int kept = _to - _from;
        if (kept + bytes.Length > MostWaiting) throw new IOException("the other end does not read");
        if (_to + bytes.Length > _waiting.Length)
        {
            byte[] room = new byte[Math.Max(LeastKept, 2 * (kept + bytes.Length))];
            _waiting.AsSpan(_from, kept).CopyTo(room);
            (_waiting, _from, _to) = (room, 0, kept);
        }

        bytes.CopyTo(_waiting.AsSpan(_to));
        _to += bytes.Length;
    }

    /// <summary>Until nothing waits, or the connection is over.</summary>
    private void FlushWaiting()
    {
        try
        {
            while (SomeWaits()) _socket.Poll(FlushLook, SelectMode.SelectWrite);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            End();                                                         // its reader closes it
        }
    }

    private bool SomeWaits()
    {
        lock (_lock)
        {
            if (_isOver || _isEnding) return false;
            _from += Send(_waiting.AsSpan(_from, _to - _from));
            if (_from < _to) return true;
            (_waiting, _from, _to, _isFlushing) = ([], 0, 0, false);
            return false;
        }
    }
}
