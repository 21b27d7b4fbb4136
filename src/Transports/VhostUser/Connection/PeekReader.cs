using GpioHub.Transports.Native;

namespace GpioHub.Transports.VhostUser;

/// <summary>Reads vhost-user messages off a socket without taking them: a message stays there until it is consumed, so that whoever follows
/// this process reads it again.</summary>
/// <remarks>
/// A peek goes on to the next descriptors in the socket, however few bytes it was asked for, and gives duplicates of them; but it does not
/// go past bytes that came with descriptors (Linux 4.3 and later). So a peek for one byte more than the message has says whose they are:
/// if it does not get that byte, they end with the message or in it. Nothing is kept of a message that has not come whole.
/// </remarks>
internal sealed class PeekReader(UnixStream socket) : IMessageReader
{
    private readonly byte[] _bytes = new byte[VhostUserHeader.Size + VhostUserHeader.MaxPayloadBytes + 1];

    private string? _broken;

    public bool HasPartial { get; private set; }

    public long MessagesRead { get; set; }

    /// <summary>Bytes of the message that was read last that are still in the socket.</summary>
    public int Unconsumed { get; set; }

    public ReadResult TryRead()
    {
        if (_broken is not null) return new ReadResult(ReadStatus.Broken, Reason: _broken);
        if (Unconsumed > 0) return default;
        socket.PeekOffset = 0;
        var fds = new List<FileDescriptor>();
        int read = Peek(0, VhostUserHeader.Size, fds, out _);
        Close(fds, from: 0);                                               // whose they are is not known yet
        HasPartial = read > 0;
        if (read == 0) return new ReadResult(ReadStatus.Ended);
        if (read < 0) return default;
        return read < VhostUserHeader.Size ? Part(read, "a header") : ReadWhole(fds);
    }

    /// <summary>Takes the message that was read last off the socket.</summary>
    public void Consume()
    {
        var fds = new List<FileDescriptor>();
        while (Unconsumed > 0 && socket.Receive(_bytes.AsSpan(0, Unconsumed), fds, out _) is > 0 and var got) Unconsumed -= got;
        Unconsumed = 0;                                                    // if less was there, the connection is at its end
        Close(fds, from: 0);
    }

    public void Dispose()
    {
    }

    private ReadResult ReadWhole(List<FileDescriptor> fds)
    {
        if (VhostUserHeader.Decode(_bytes, out var header) is { } fault) return Break(fault);
        int length = VhostUserHeader.Size + (int)header.PayloadBytes, read = 0;
        socket.PeekOffset = 0;
        while (read < length)
        {
            int before = fds.Count, got = Peek(read, length + 1 - read, fds, out bool truncated);
            bool isBehind = read + got > length;
            if (isBehind) Close(fds, before);                              // of a later message
            else if (truncated) return Break(OpenFiles.WhyLost(), fds);
            else if (fds.Count > UnixStream.MaxReceivedFds)
                return Break($"more than {UnixStream.MaxReceivedFds} descriptors with one message", fds);
            else if (before > 0 && fds.Count > before) return Break($"descriptors inside the payload of {header.Request}", fds);
            if (got > 0) read += got;
            if (got > 0) continue;
            Close(fds, from: 0);
            return Part(read, $"{header.Request}, which has {length},");
        }

        socket.PeekOffset = length;                                        // as many are to be consumed
        (Unconsumed, HasPartial) = (length, false);
        MessagesRead++;
        byte[] payload = _bytes[VhostUserHeader.Size..length];
        ReceivedFd[] received = [.. fds.Select(fd => ReceivedFd.Examine(fd, header.Request))];
        return new ReadResult(ReadStatus.Message, new VhostUserMessage(header, payload, received));
    }

    /// <summary>The rest has not come; or never comes, if the stream is at its end.</summary>
    private ReadResult Part(int read, string what)
    {
        socket.PeekOffset = read;
        var fds = new List<FileDescriptor>();
        int more = Peek(read, 1, fds, out _);
        Close(fds, from: 0);
        return more == 0 ? Break($"end of stream after {read} bytes of {what}") : default;
    }

    private int Peek(int at, int count, List<FileDescriptor> fds, out bool truncated) =>
        socket.Peek(_bytes.AsSpan(at, count), fds, out truncated);

    private static void Close(List<FileDescriptor> fds, int from)
    {
        for (int i = from; i < fds.Count; i++) fds[i].Dispose();
        fds.RemoveRange(from, fds.Count - from);
    }

    private ReadResult Break(string reason, List<FileDescriptor>? fds = null)
    {
        if (fds is not null) Close(fds, from: 0);
        _broken = reason;
        return new ReadResult(ReadStatus.Broken, Reason: reason);
    }
}
