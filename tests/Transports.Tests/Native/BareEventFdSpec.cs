using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

public class BareEventFdSpec
{
    [Fact(DisplayName = "A bare eventfd signals and takes; with nothing to take a non-blocking one says so")]
    public void SignalAndTake()
    {
        using EventFd fd = EventFd.Create();
        using var bare = new BareEventFd(fd);
        Assert.False(bare.Take());
        Assert.True(bare.Signal());
        Assert.True(bare.Signal());
        Assert.True(bare.Take());
        Assert.False(bare.Take());
    }

    [Fact(DisplayName = "A bare epoll set waits for the next event and gives its tag")]
    public void WaitsForTag()
    {
        const ulong First = ulong.MaxValue - 1, Second = 3;
        using Epoll set = Epoll.Create();
        using var epoll = new BareEpoll(set);
        using EventFd one = EventFd.Create(), two = EventFd.Create();
        set.Add(one, EpollEvents.In, First);
        set.Add(two, EpollEvents.In, Second);

        one.Signal();
        Assert.True(epoll.Wait(out ulong tag));
        Assert.Equal(First, tag);
        one.Drain();
        two.Signal();
        Assert.True(epoll.Wait(out tag));
        Assert.Equal(Second, tag);
    }

    [Fact(DisplayName = "The descriptor stays open until the bare one is disposed too")]
    public void HoldsTheDescriptor()
    {
        EventFd fd = EventFd.Create();
        var bare = new BareEventFd(fd);
        fd.Dispose();
        Assert.True(bare.Signal());
        Assert.True(bare.Take());
        bare.Dispose();
        Assert.Throws<ObjectDisposedException>(() => new BareEventFd(fd));
    }
}
