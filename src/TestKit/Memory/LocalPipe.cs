using GpioHub.Transports.Native;

namespace GpioHub.TestKit.Memory;

/// <summary>One direction of a <see cref="LocalStream"/>. Descriptors come with the first of the bytes with which they were sent, as with
/// SCM_RIGHTS.</summary>
internal sealed class LocalPipe
{
    private readonly Queue<Sent> _sent = new();
    private int _taken;                     // bytes of the first

    /// <summary>The writing side will send no more.</summary>
    public bool Ended { get; set; }

    /// <summary>Nobody will read any more.</summary>
    public bool Abandoned { get; private set; }

    public bool IsReady => _sent.Count > 0 || Ended;

    public long Writes { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes, FileDescriptor[] with)
    {
        _sent.Enqueue(new Sent(bytes.ToArray(), with));
        Writes++;
    }

    /// <returns>Bytes; 0 = the end; −1 = nothing there yet.</returns>
    public int Read(Span<byte> buffer, List<FileDescriptor> fds)
    {
        if (!_sent.TryPeek(out var first)) return Ended ? 0 : -1;
        if (_taken == 0) fds.AddRange(first.Fds);
        int count = Math.Min(buffer.Length, first.Bytes.Length - _taken);
        first.Bytes.AsSpan(_taken, count).CopyTo(buffer);
        _taken += count;
        if (_taken < first.Bytes.Length) return count;
        _sent.Dequeue();
        _taken = 0;
        return count;
    }

    /// <summary>Closes the reading side: unread bytes and descriptors are closed with it.</summary>
    public void Abandon()
    {
        Abandoned = true;
        foreach (var fd in _sent.SelectMany(sent => sent.Fds)) fd.Dispose();
        _sent.Clear();
    }

    private sealed record Sent(byte[] Bytes, FileDescriptor[] Fds);
}
