using GpioHub.TestKit.Memory;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Scenarios.Memory;

/// <summary>The stand-in for a stream does the same as a stream of the kernel's, as far as vhost-user relies on it.</summary>
public class StreamSpec
{
    public static TheoryData<bool> Both => [false, true];

    [Theory(DisplayName = "Nothing there yet is −1; bytes come in order, in pieces as small as asked for")]
    [MemberData(nameof(Both))]
    public void BytesInOrder(bool standIn)
    {
        var (one, other) = Pair(standIn);
        using var first = one;
        using var second = other;
        Assert.Equal(-1, Read(other, 4, out _).Count);
        one.Send([1, 2, 3], []);
        one.Send([4, 5], []);
        Assert.Equal([1, 2], Read(other, 2, out _).Bytes);
        Assert.Equal([3], Read(other, 1, out _).Bytes);
        Assert.Equal([4, 5], Read(other, 2, out _).Bytes);
        Assert.Equal(-1, Read(other, 1, out _).Count);
    }

    [Theory(DisplayName = "Descriptors come with the first byte that they were sent with, and never with bytes sent before (VU-07)")]
    [MemberData(nameof(Both))]
    public void DescriptorsWithTheirBytes(bool standIn)
    {
        var (one, other) = Pair(standIn);
        using var first = one;
        using var second = other;
        using var notification = Event(standIn);
        one.Send([1, 2], []);
        one.Send([3, 4], [notification]);
        Read(other, 2, out var before);
        Read(other, 1, out var with);
        Read(other, 1, out var after);
        Assert.Equal([0, 1, 0], [before.Count, with.Count, after.Count]);
        with[0].Dispose();
        Assert.False(notification.IsClosed);      // the receiver has one of its own
    }

    [Theory(DisplayName = "The end comes after the last byte, and again each time it is read")]
    [MemberData(nameof(Both))]
    public void End(bool standIn)
    {
        var (one, other) = Pair(standIn);
        using var first = other;
        one.Send([1], []);
        one.Dispose();
        Assert.Equal([1], Read(other, 4, out var none).Bytes);
        Assert.Equal(0, Read(other, 4, out none).Count);
        Assert.Equal(0, Read(other, 4, out none).Count);
        Assert.Empty(none);
    }

    [Theory(DisplayName = "Who has said that it sends no more still hears the other side")]
    [MemberData(nameof(Both))]
    public void HalfClosed(bool standIn)
    {
        var (one, other) = Pair(standIn);
        using var first = one;
        using var second = other;
        Assert.True(one.EndSending());
        Assert.Equal(0, Read(other, 1, out _).Count);
        other.Send([7], []);
        Assert.Equal([7], Read(one, 1, out _).Bytes);
    }

    [Theory(DisplayName = "Sending to one that has closed is EPIPE")]
    [MemberData(nameof(Both))]
    public void Closed(bool standIn)
    {
        var (one, other) = Pair(standIn);
        using var first = one;
        other.Dispose();
        Assert.Equal(32, Assert.Throws<ErrnoException>(() => one.Send([1], [])).Errno);
    }

    [Fact(DisplayName = "What is sent and never read is closed with the stream")]
    public void UnreadIsClosed()
    {
        var pipe = new LocalPipe();
        var unread = new LocalNotify(new NotificationCount());
        pipe.Write([1], [unread]);
        pipe.Abandon();
        Assert.True(unread.IsClosed);
    }

    private static (UnixStream, UnixStream) Pair(bool standIn) => standIn ? LocalStream.Connected() : UnixStream.Pair();

    private static EventFd Event(bool standIn) => standIn ? new LocalEvent() : EventFd.Create();

    private static (int Count, byte[] Bytes) Read(UnixStream from, int room, out List<FileDescriptor> fds)
    {
        byte[] buffer = new byte[room];
        fds = [];
        int count = from.Receive(buffer, fds, out bool truncated);
        Assert.False(truncated);
        return (count, buffer[..Math.Max(0, count)]);
    }
}
