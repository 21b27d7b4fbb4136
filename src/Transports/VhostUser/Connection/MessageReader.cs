using GpioHub.Transports.Native;

namespace GpioHub.Transports.VhostUser;

/// <summary>Cuts a stream socket into vhost-user messages, one at a time, without ever blocking.</summary>
/// <remarks>
/// Reads exactly a header, then exactly its payload, so the descriptors of two messages never mix (VU-06, VU-07). Partial data is kept.
/// </remarks>
internal sealed class MessageReader(UnixStream socket) : IMessageReader
{
    private readonly byte[] _header = new byte[VhostUserHeader.Size];
    private readonly List<FileDescriptor> _fds = [];

    private VhostUserHeader _decoded;
    private byte[] _payload = [];
    private int _headerBytes;
    private int _payloadBytes;
    private string? _broken;

    public bool HasPartial => _headerBytes > 0;

    public long MessagesRead { get; private set; }

    public ReadResult TryRead()
    {
        if (_broken is not null) return new ReadResult(ReadStatus.Broken, Reason: _broken);
        while (_headerBytes < VhostUserHeader.Size)
        {
            int got = socket.Receive(_header.AsSpan(_headerBytes), _fds, out bool truncated);
            if (_fds.Count > UnixStream.MaxReceivedFds) return Break($"more than {UnixStream.MaxReceivedFds} descriptors with one message");
            if (truncated) return Break(OpenFiles.WhyLost());
            if (got < 0) return default;
            if (got == 0)
                return HasPartial ? Break($"end of stream after {_headerBytes} bytes of a header") : new ReadResult(ReadStatus.Ended);
            _headerBytes += got;
            if (_headerBytes < VhostUserHeader.Size) continue;
            if (VhostUserHeader.Decode(_header, out _decoded) is { } fault) return Break(fault);
            _payload = _decoded.PayloadBytes == 0 ? [] : new byte[_decoded.PayloadBytes];
        }
        while (_payloadBytes < _payload.Length)
        {
            int before = _fds.Count;
            int got = socket.Receive(_payload.AsSpan(_payloadBytes), _fds, out bool truncated);
            if (truncated && _fds.Count == before) return Break(OpenFiles.WhyLost());
            if (truncated || _fds.Count > before) return Break($"descriptors inside the payload of {_decoded.Request}");
            if (got < 0) return default;
            if (got == 0) return Break($"end of stream after {_payloadBytes} of {_payload.Length} bytes of {_decoded.Request}");
            _payloadBytes += got;
        }
        return new ReadResult(ReadStatus.Message, Whole());
    }

    /// <summary>Closes the descriptors that came with an incomplete message.</summary>
    public void Dispose()
    {
        foreach (FileDescriptor fd in _fds) fd.Dispose();
        _fds.Clear();
    }

    private VhostUserMessage Whole()
    {
        ReceivedFd[] fds = [.. _fds.Select(fd => ReceivedFd.Examine(fd, _decoded.Request))];
        var message = new VhostUserMessage(_decoded, _payload, fds);
        _fds.Clear();
        (_headerBytes, _payloadBytes, _payload) = (0, 0, []);
        MessagesRead++;
        return message;
    }

    private ReadResult Break(string reason)
    {
        _broken = reason;
        Dispose();
        return new ReadResult(ReadStatus.Broken, Reason: reason);
    }
}
