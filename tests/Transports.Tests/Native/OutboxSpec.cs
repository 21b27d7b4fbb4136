using GpioHub.Transports.Native;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

public sealed class OutboxSpec : IDisposable
{
    private readonly UnixStream _near, _far;
    private readonly byte[] _buffer = new byte[1 << 20];

    public OutboxSpec() => (_near, _far) = UnixStream.Pair();

    public void Dispose()
    {
        _near.Dispose();
        _far.Dispose();
    }

    [Fact(DisplayName = "Who goes on with an outbox sends what is not sent, and nothing twice")]
    public void GoesOn()
    {
        using var outbox = Outbox.Create();
        outbox.Add([1, 2, 3]);
        Assert.Equal(3, outbox.Waiting);
        outbox.SendTo(_near);
        outbox.Add([4, 5]);

        using var next = Outbox.Adopt(FdInfo.Duplicate(outbox.File), outbox.End);
        Assert.Equal(2, next.Waiting);
        next.SendTo(_near);
        Assert.Equal((0, 0), (next.Waiting, outbox.Waiting));
        outbox.SendTo(_near);
        Assert.Equal([1, 2, 3, 4, 5], Arrived());
    }

    [Fact(DisplayName = "What was written behind the end that was agreed on is not sent, but written over")]
    public void BehindTheEnd()
    {
        using var outbox = Outbox.Create();
        outbox.Add([1]);
        long agreed = outbox.End;
        outbox.Add([66, 66]);

        using var next = Outbox.Adopt(FdInfo.Duplicate(outbox.File), agreed);
        next.Add([2]);
        next.SendTo(_near);
        Assert.Equal([1, 2], Arrived());
    }

    [Fact(DisplayName = "What a socket does not take waits, and goes out in order when it takes more; what is sent takes no memory")]
    public void Waits()
    {
        using var outbox = Outbox.Create();
        byte[] sent = new byte[800_000];
        new Random(7).NextBytes(sent);
        outbox.Add(sent);
        outbox.SendTo(_near);
        Assert.InRange(outbox.Waiting, 1, sent.Length - 1);

        var got = new List<byte>();
        while (outbox.Waiting > 0)
        {
            got.AddRange(Arrived());
            outbox.SendTo(_near);
        }

        got.AddRange(Arrived());
        Assert.Equal(sent, got);
        using var file = new SafeFileHandle(outbox.File.DangerousGetHandle(), ownsHandle: false);
        Assert.Equal(4096, RandomAccess.Read(file, _buffer.AsSpan(0, 4096), 0));
        Assert.Equal(new byte[4096], _buffer[..4096]);
    }

    [Fact(DisplayName = "A peer that has closed is an error of the call, and no signal that ends the process")]
    public void PeerClosed()
    {
        using var outbox = Outbox.Create();
        outbox.Add([1]);
        _far.Dispose();
        Assert.Equal(32, Assert.Throws<ErrnoException>(() => outbox.SendTo(_near)).Errno);    // EPIPE
    }

    private byte[] Arrived()
    {
        var all = new List<byte>();
        while (_far.Receive(_buffer, [], out _) is > 0 and var got) all.AddRange(_buffer[..got]);
        return [.. all];
    }
}
