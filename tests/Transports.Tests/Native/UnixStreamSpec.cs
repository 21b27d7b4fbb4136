using System.Runtime.InteropServices;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

public sealed class UnixStreamSpec : IDisposable
{
    private readonly UnixStream _left, _right;
    private readonly List<FileDescriptor> _received = [];

    public UnixStreamSpec() => (_left, _right) = UnixStream.Pair();

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
        _received.ForEach(fd => fd.Dispose());
    }

    [Fact(DisplayName = "Bytes and their descriptors arrive together (VU-07)")]
    public void BytesAndDescriptors()
    {
        using MemFd memory = MemFd.Create("spec", 4096);
        using EventFd kick = EventFd.Create();
        Assert.Equal(3, _left.Send([1, 2, 3], [memory, kick]));

        var buffer = new byte[16];
        Assert.Equal(3, _right.Receive(buffer, _received, out bool truncated));
        Assert.Equal([1, 2, 3], buffer[..3]);
        Assert.False(truncated);
        Assert.Equal([FdKind.MemFd, FdKind.EventFd], _received.Select(FdInfo.Kind));
    }

    [Fact(DisplayName = "After EndSending the peer reads the end of the stream, and can still answer")]
    public void HalfClosed()
    {
        Assert.True(_left.EndSending());
        var buffer = new byte[1];
        Assert.Equal(0, _right.Receive(buffer, _received, out _));
        _right.Send([7], []);
        Assert.Equal(1, _left.Receive(buffer, _received, out _));
        Assert.Equal(7, buffer[0]);

        _right.Dispose();
        Assert.Equal(0, _left.Receive(buffer, _received, out _));
    }

    [Fact(DisplayName = "The rest of a message carries no descriptors, nor does a read mix those of two messages (VU-07)")]
    public void DescriptorsOfTwoMessages()
    {
        using EventFd a = EventFd.Create();
        using MemFd b = MemFd.Create("spec", 1);
        _left.Send([1, 2], [a]);
        _left.Send([3, 4], [b]);
        var buffer = new byte[16];
        Assert.Equal(1, _right.Receive(buffer.AsSpan(0, 1), _received, out _));
        Assert.Equal([FdKind.EventFd], _received.Select(FdInfo.Kind));
        Assert.Equal(1, _right.Receive(buffer.AsSpan(0, 1), _received, out _));
        Assert.Single(_received);
        Assert.Equal(2, _right.Receive(buffer, _received, out _));
        Assert.Equal([FdKind.EventFd, FdKind.MemFd], _received.Select(FdInfo.Kind));
    }

    [Fact(DisplayName = "Nothing there is −1, the end is 0")]
    public void WouldBlockAndEnd()
    {
        Assert.Equal(-1, _right.Receive(new byte[1], _received, out _));
        _left.Dispose();
        Assert.Equal(0, _right.Receive(new byte[1], _received, out _));
    }

    [Fact(DisplayName = "A peer that closes with unread bytes has ended all the same")]
    public void Reset()
    {
        _right.Send([1], []);
        _left.Dispose();
        Assert.Equal(0, _right.Receive(new byte[1], _received, out _));
    }

    [Fact(DisplayName = "A full socket takes nothing (−1), a closed one is EPIPE and no signal")]
    public void FullAndClosed()
    {
        var chunk = new byte[65536];
        int taken;
        do taken = _left.Send(chunk, []);
        while (taken > 0);
        Assert.Equal(-1, taken);
        _right.Dispose();
        Assert.Equal(Libc.EPIPE, Assert.Throws<ErrnoException>(() => _left.Send([1], [])).Errno);
    }

    [Fact(DisplayName = "As many descriptors as a message can carry are received, none is truncated and none leaks (VU-07)")]
    public void ManyDescriptors()
    {
        using var pipe = new TestPipe();
        _left.Send([1], Enumerable.Repeat<SafeHandle>(pipe.Write, UnixStream.MaxFds).ToArray());
        Assert.Equal(1, _right.Receive(new byte[1], _received, out bool truncated));
        Assert.False(truncated);
        Assert.Equal(UnixStream.MaxFds, _received.Count);

        pipe.Write.Dispose();
        _received.ForEach(fd => fd.Dispose());
        BackgroundRelease.Settle();
        Assert.True(pipe.IsClosed);
    }

    [Fact(DisplayName = "Sent descriptors stay the sender's, also when the send fails")]
    public void SenderKeepsItsOwn()
    {
        using var pipe = new TestPipe();
        _right.Dispose();
        Assert.Throws<ErrnoException>(() => _left.Send([1], [pipe.Write]));
        Assert.False(pipe.IsClosed);
        pipe.Write.Dispose();
        Assert.True(pipe.IsClosed);   // so no reference on it was left either
        Assert.Throws<ObjectDisposedException>(() => _left.Send([1], [pipe.Read, pipe.Write]));
        pipe.Read.Dispose();
        Assert.True(pipe.Read.IsClosed);
    }

    [Fact(DisplayName = "More descriptors than the kernel takes, or no bytes, is the caller's error")]
    public void Misuse()
    {
        using EventFd fd = EventFd.Create();
        var tooMany = Enumerable.Repeat<SafeHandle>(fd, UnixStream.MaxFds + 1).ToArray();
        Assert.Throws<ArgumentOutOfRangeException>(() => _left.Send([1], tooMany));
        Assert.Throws<ArgumentException>(() => _left.Send([], [fd]));
        Assert.Throws<ArgumentException>(() => _right.Receive([], _received, out _));
    }

    [Fact(DisplayName = "The peer is known by pid, name and user (VU-10)")]
    public void Peer()
    {
        PeerCredentials peer = _left.Peer;
        Assert.Equal(Environment.ProcessId, peer.ProcessId);
        Assert.Equal(Identity.EffectiveUserId, peer.UserId);
        Assert.Equal(File.ReadAllText("/proc/self/comm").TrimEnd('\n'), peer.ProcessName);
        Assert.Equal("?", (peer with { ProcessId = 0 }).ProcessName);
        Assert.Equal("?", (peer with { ProcessId = int.MaxValue }).ProcessName);
    }
}
