using System.Runtime.InteropServices;
using GpioHub.Fuzz.Support;
using GpioHub.Transports.Native;

namespace GpioHub.Fuzz.Sessions;

/// <summary>The back-end's end of a socket: what a front-end sent comes in pieces of any length.</summary>
internal sealed class WireStream(Dice dice) : UnixStream
{
    private readonly Queue<(byte[] Bytes, FileDescriptor[] Fds)> _sent = new();
    private int _taken;

    /// <summary>The front-end has closed its end.</summary>
    public bool Ended { get; set; }

    public bool HasMore => _sent.Count > 0;

    /// <summary>Frames that the back-end has sent and nobody has checked yet.</summary>
    public Queue<byte[]> Replies { get; } = new();

    /// <param name="with">They come with the first of the bytes, as with SCM_RIGHTS.</param>
    public void Push(byte[] bytes, FileDescriptor[] with)
    {
        if (bytes.Length > 0) _sent.Enqueue((bytes, with));
        else foreach (var fd in with) fd.Dispose();                            // the kernel carries none without a byte
    }

    public override int Receive(Span<byte> buffer, List<FileDescriptor> fds, out bool controlTruncated)
    {
        controlTruncated = false;
        if (!_sent.TryPeek(out var first)) return Ended ? 0 : -1;
        if (dice.OneIn(64)) return -1;
        if (_taken == 0)
        {
            fds.AddRange(first.Fds);
            controlTruncated = first.Fds.Length > MaxFds || (first.Fds.Length > 0 && dice.OneIn(200));
        }

        int count = Math.Min(buffer.Length, first.Bytes.Length - _taken);
        if (dice.OneIn(16)) count = 1 + dice.Below(count);
        first.Bytes.AsSpan(_taken, count).CopyTo(buffer);
        _taken += count;
        if (_taken < first.Bytes.Length) return count;
        _sent.Dequeue();
        _taken = 0;
        return count;
    }

    public override int Send(ReadOnlySpan<byte> bytes, ReadOnlySpan<SafeHandle> fds)
    {
        Replies.Enqueue(bytes.ToArray());
        return bytes.Length;
    }

    /// <summary>What was never read goes with the socket.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            if (_taken > 0) _sent.Dequeue();
            foreach (var (_, fds) in _sent)
                foreach (var fd in fds) fd.Dispose();
            _sent.Clear();
        }

        base.Dispose(disposing);
    }
}
