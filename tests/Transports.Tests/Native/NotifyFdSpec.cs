using System.Net.Sockets;
using GpioHub.Transports.Native;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

public sealed class NotifyFdSpec : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    public void Dispose() => _owned.ForEach(o => o.Dispose());

    [Fact(DisplayName = "An eventfd notifies and is drained; one that arrives blocking is made non-blocking (VU-32)")]
    public void EventFds()
    {
        EventFd ours = Own(EventFd.Create());
        FdInfo.SetNonBlocking(ours, on: false);
        NotifyFd notify = Adopt(FdInfo.Duplicate(ours));
        Assert.Equal(FdKind.EventFd, notify.Kind);
        Assert.Equal(DrainResult.Empty, notify.Drain());
        Assert.Equal(NotifyResult.Signalled, notify.Signal());
        Assert.Equal(DrainResult.Drained, notify.Drain());

        Raw.Write(ours, ulong.MaxValue - 1);
        Assert.Equal(NotifyResult.Signalled, notify.Signal());
    }

    [Fact(DisplayName = "A pipe notifies; a full one counts as signalled, a broken one is gone (VU-32)")]
    public void Pipes()
    {
        TestPipe pipe = Own(new TestPipe());
        NotifyFd kick = Adopt(FdInfo.Duplicate(pipe.Read));
        NotifyFd call = Adopt(FdInfo.Duplicate(pipe.Write));
        Assert.Equal(FdKind.Pipe, call.Kind);
        Assert.Equal(DrainResult.Empty, kick.Drain());
        Assert.Equal(NotifyResult.Signalled, call.Signal());
        Assert.Equal(DrainResult.Drained, kick.Drain());

        Fill(call);
        Assert.Equal(NotifyResult.Signalled, call.Signal());
        pipe.Dispose();
        kick.Dispose();
        Assert.Equal(NotifyResult.Gone, call.Signal());
    }

    [Fact(DisplayName = "A pipe whose writers are gone is gone, not ready for ever")]
    public void PipeEnd()
    {
        TestPipe pipe = Own(new TestPipe());
        NotifyFd kick = Adopt(FdInfo.Duplicate(pipe.Read));
        pipe.Write.Dispose();
        Assert.Equal(DrainResult.Gone, kick.Drain());
    }

    [Fact(DisplayName = "A socket notifies, even if it is blocking; a full one counts as signalled, a closed one is gone (VU-32)")]
    public void Sockets()
    {
        var (left, right) = UnixStream.Pair();
        FdInfo.SetNonBlocking(left, on: false);
        FdInfo.SetNonBlocking(right, on: false);
        NotifyFd call = Adopt(left);
        NotifyFd kick = Adopt(right);
        Assert.Equal(DrainResult.Empty, kick.Drain());
        Assert.Equal(NotifyResult.Signalled, call.Signal());
        Assert.Equal(DrainResult.Drained, kick.Drain());

        Fill(call);
        Assert.Equal(NotifyResult.Signalled, call.Signal());

        kick.Dispose();
        BackgroundRelease.Settle();
        Assert.Equal(NotifyResult.Gone, call.Signal());
        Assert.Equal(DrainResult.Gone, call.Drain());
    }

    [Fact(DisplayName = "One drain is one read, however much the peer has written (VQ-62)")]
    public void DrainIsBounded()
    {
        TestPipe pipe = Own(new TestPipe());
        NotifyFd kick = Adopt(FdInfo.Duplicate(pipe.Read));
        Fill(Adopt(FdInfo.Duplicate(pipe.Write)));
        Assert.Equal(DrainResult.Drained, kick.Drain());
        Assert.Equal(DrainResult.Drained, kick.Drain());
    }

    [Fact(DisplayName = "Descriptors sent along with a kick are closed, not kept, and not by this thread")]
    public void DescriptorsWithAKick()
    {
        TestPipe pipe = Own(new TestPipe());
        var (left, right) = UnixStream.Pair();
        Own(left).Send([1], [pipe.Write]);
        pipe.Write.Dispose();
        NotifyFd kick = Adopt(right);
        Assert.False(pipe.IsClosed);
        Assert.Equal(DrainResult.Drained, kick.Drain());
        BackgroundRelease.Settle();
        Assert.True(pipe.IsClosed);
    }

    [Theory(DisplayName = "A peer that makes its copy blocking again cannot stall a drain")]
    [InlineData(FdKind.EventFd)]
    [InlineData(FdKind.Pipe)]
    public void BlockingAgain(FdKind kind)
    {
        TestPipe pipe = Own(new TestPipe());
        EventFd eventFd = Own(EventFd.Create());
        FileDescriptor peers = kind == FdKind.Pipe ? pipe.Read : eventFd;
        NotifyFd kick = Adopt(FdInfo.Duplicate(peers));
        FdInfo.SetNonBlocking(peers, on: false);
        Assert.Equal(DrainResult.Empty, kick.Drain());
    }

    [Fact(DisplayName = "A peer that makes its pipe blocking again cannot stall a signal")]
    public void BlockingAgainForWriting()
    {
        TestPipe pipe = Own(new TestPipe());
        NotifyFd call = Adopt(FdInfo.Duplicate(pipe.Write));
        Fill(call);
        FdInfo.SetNonBlocking(pipe.Write, on: false);
        Assert.Equal(NotifyResult.Signalled, call.Signal());
    }

    [Fact(DisplayName =
        "What is no eventfd, pipe or socket is refused and stays the caller's: files, memory, epoll sets, sockets of other families " +
        "(VU-32)")]
    public void OthersAreRefused()
    {
        using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        using SafeFileHandle device = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite);
        foreach (var handle in new System.Runtime.InteropServices.SafeHandle[]
            { udp.SafeHandle, device, Own(Epoll.Create()), Own(MemFd.Create("spec", 4096)) })
        {
            using FileDescriptor received = FdInfo.Duplicate(handle);
            Assert.False(NotifyFd.TryAdopt(received, out NotifyFd? notify));
            Assert.Null(notify);
            Assert.False(received.IsClosed);
        }
    }

    [Fact(DisplayName = "An adopted descriptor belongs to the new object alone")]
    public void AdoptionConsumes()
    {
        TestPipe pipe = Own(new TestPipe());
        FileDescriptor received = FdInfo.Duplicate(pipe.Write);
        NotifyFd call = Adopt(received);
        received.Dispose();
        pipe.Write.Dispose();
        Assert.False(pipe.IsClosed);
        call.Dispose();
        Assert.True(pipe.IsClosed);
        Assert.Throws<ObjectDisposedException>(() => NotifyFd.TryAdopt(received, out _));
    }

    [Fact(DisplayName = "Signal and Drain allocate nothing, whatever the kind")]
    public void NoAllocation()
    {
        TestPipe pipe = Own(new TestPipe());
        var (left, right) = UnixStream.Pair();
        EventFd eventFd = Own(EventFd.Create());
        (NotifyFd Call, NotifyFd Kick)[] ends =
        [
            (Adopt(FdInfo.Duplicate(eventFd)), Adopt(FdInfo.Duplicate(eventFd))),
            (Adopt(FdInfo.Duplicate(pipe.Write)), Adopt(FdInfo.Duplicate(pipe.Read))),
            (Adopt(left), Adopt(right)),
        ];
        RoundTrips();
        long before = GC.GetAllocatedBytesForCurrentThread();
        RoundTrips();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void RoundTrips()
        {
            foreach (var (call, kick) in ends)
            {
                for (int i = 0; i < 100; i++)
                {
                    call.Signal();
                    kick.Drain();
                    kick.Drain();
                }
            }
        }
    }

    private static void Fill(NotifyFd call)
    {
        while (Readiness.WaitToWrite(call, 0)) Assert.Equal(NotifyResult.Signalled, call.Signal());
    }

    private NotifyFd Adopt(FileDescriptor received)
    {
        Own(received);
        Assert.True(NotifyFd.TryAdopt(received, out NotifyFd? notify));
        return Own(notify);
    }

    private T Own<T>(T owned) where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}
