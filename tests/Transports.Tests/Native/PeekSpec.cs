using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

/// <summary>What a message's reader rests on, if another process is to go on with it: facts of the kernel.</summary>
public sealed class PeekSpec : IDisposable
{
    private readonly UnixStream _near, _far;
    private readonly List<FileDescriptor> _received = [];
    private readonly byte[] _buffer = new byte[64];

    public PeekSpec()
    {
        (_near, _far) = UnixStream.Pair();
        _near.PeekOffset = 0;
    }

    public void Dispose()
    {
        _near.Dispose();
        _far.Dispose();
        _received.ForEach(fd => fd.Dispose());
    }

    [Fact(DisplayName = "What was peeked is still there for who holds the socket next, and the socket knows how much is not consumed")]
    public void Peeked()
    {
        _far.Send([1, 2, 3, 4, 5], []);
        Assert.Equal(2, _near.Peek(_buffer.AsSpan(0, 2), _received, out _));
        Assert.Equal(3, _near.Peek(_buffer.AsSpan(2), _received, out _));
        Assert.Equal([1, 2, 3, 4, 5], _buffer[..5]);
        Assert.Equal(-1, _near.Peek(_buffer, _received, out _));
        Assert.Equal(5, _near.PeekOffset);

        using var next = (UnixStream)InheritedSocket.Adopt(FdInfo.Duplicate(_near));
        Assert.Equal(2, next.Receive(_buffer.AsSpan(0, 2), _received, out _));
        Assert.Equal(3, next.PeekOffset);
        next.PeekOffset = 0;
        Assert.Equal(3, next.Peek(_buffer, _received, out _));
        Assert.Equal([3, 4, 5], _buffer[..3]);
    }

    [Fact(DisplayName = "Each peek into bytes that came with descriptors makes them anew, as duplicates of one description")]
    public void Descriptors()
    {
        using EventFd kick = EventFd.Create();
        using EventFd other = EventFd.Create();
        _far.Send([1, 2, 3], [kick]);
        _near.Peek(_buffer.AsSpan(0, 1), _received, out _);
        _near.Peek(_buffer.AsSpan(0, 2), _received, out _);
        Assert.Equal(2, _received.Count);
        Assert.NotEqual(false, FdInfo.IsSameDescription(_received[0], _received[1]));
        Assert.NotEqual(false, FdInfo.IsSameDescription(_received[0], kick));
        Assert.NotEqual(true, FdInfo.IsSameDescription(kick, other));
        Assert.Equal(3, _near.Receive(_buffer, _received, out _));
        Assert.Equal(3, _received.Count);
    }

    [Fact(DisplayName = "A peek gives the next descriptors, though they came with bytes behind its own; one that ends there gives its own")]
    public void DescriptorsBehind()
    {
        using EventFd kick = EventFd.Create();
        _far.Send([1], []);
        _far.Send([2], []);
        _far.Send([3], [kick]);
        _far.Send([4], []);
        Assert.Equal(1, _near.Peek(_buffer.AsSpan(0, 1), _received, out _));
        Assert.Single(_received);
        _near.PeekOffset = 0;
        Assert.Equal(3, _near.Peek(_buffer, _received, out _));
        Assert.Equal(2, _received.Count);
        Assert.Equal(1, _near.Peek(_buffer, _received, out _));
        Assert.Equal(2, _received.Count);
    }

    [Fact(DisplayName = "The end of the stream is read behind what is not consumed")]
    public void End()
    {
        _far.Send([1], []);
        _far.Dispose();
        Assert.Equal(1, _near.Peek(_buffer, _received, out _));
        Assert.Equal(0, _near.Peek(_buffer, _received, out _));
        Assert.True(_near.IsOver);
        Assert.Equal(1, _near.Receive(_buffer, _received, out _));
    }

    [Fact(DisplayName = "A socket that is ended for all who hold it reads as ended at its peer, though a duplicate of it is kept")]
    public void EndedForAll()
    {
        using var kept = FdInfo.Duplicate(_near);
        Assert.False(_near.IsOver);
        _near.EndBoth();
        _near.Dispose();
        Assert.Equal(0, _far.Receive(_buffer, _received, out _));
        Assert.True(_far.IsOver);
    }
}
