using System.Runtime.InteropServices;
using GpioHub.Transports.Native;

namespace GpioHub.TestKit.Memory;

/// <summary>A stand-in for a Unix socket: one end of a connection inside this process, with bytes, descriptors and end of stream.</summary>
internal sealed class LocalStream : UnixStream, IWatchable
{
    private const int BrokenPipe = 32;      // EPIPE

    private readonly LocalPipe _in;
    private readonly LocalPipe _out;

    private LocalStream(LocalPipe incoming, LocalPipe outgoing) => (_in, _out) = (incoming, outgoing);

    public bool IsReady => _in.IsReady;

    public long Raised => _in.Writes;

    public override PeerCredentials Peer => new(Environment.ProcessId, UserId: 0, GroupId: 0);

    /// <summary>Two connected ends.</summary>
    public static (LocalStream, LocalStream) Connected()
    {
        LocalPipe there = new(), back = new();
        return (new(back, there), new(there, back));
    }

    public override int Receive(Span<byte> buffer, List<FileDescriptor> fds, out bool controlTruncated)
    {
        controlTruncated = false;
        return _in.Read(buffer, fds);
    }

    public override int Send(ReadOnlySpan<byte> bytes, ReadOnlySpan<SafeHandle> fds)
    {
        if (_out.Abandoned || _out.Ended) throw new ErrnoException("sendmsg", BrokenPipe);
        var received = new FileDescriptor[fds.Length];
        for (int i = 0; i < fds.Length; i++) received[i] = AsReceived(fds[i]);
        _out.Write(bytes, received);
        return bytes.Length;
    }

    public override bool EndSending()
    {
        _out.Ended = true;
        return !_out.Abandoned;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _out.Ended = true;
            _in.Abandon();
        }

        base.Dispose(disposing);
    }

    /// <summary>The receiver's descriptor for the same thing, as the kernel would make it.</summary>
    private static FileDescriptor AsReceived(SafeHandle sent) => sent switch
    {
        LocalEvent notification => new LocalNotify(notification.Count),
        LocalRam ram => ram.Duplicate(),
        _ => throw new NotSupportedException($"a {sent.GetType().Name} cannot be sent inside the process"),
    };
}
