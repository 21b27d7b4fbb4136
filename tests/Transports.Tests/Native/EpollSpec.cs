using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

public class EpollSpec
{
    [Fact(DisplayName = "Each ready descriptor comes with its events and its whole 64-bit tag")]
    public void TagsComeBack()
    {
        using Epoll epoll = Epoll.Create();
        using EventFd a = EventFd.Create(1), b = EventFd.Create(1), quiet = EventFd.Create();
        epoll.Add(a, EpollEvents.In, 0xfedc_ba98_7654_3210);
        epoll.Add(b, EpollEvents.In | EpollEvents.Out, 2);
        epoll.Add(quiet, EpollEvents.In, 3);
        var ready = new EpollEvent[8];
        int count = epoll.Wait(ready, 0);
        Assert.Equal([new(EpollEvents.In | EpollEvents.Out, 2), new(EpollEvents.In, 0xfedc_ba98_7654_3210)],
            ready[..count].OrderBy(e => e.Tag));
    }

    [Fact(DisplayName = "A wait fills no more than the room it is given")]
    public void BoundedByRoom()
    {
        using Epoll epoll = Epoll.Create();
        var fds = Enumerable.Range(0, Epoll.MaxEvents + 10).Select(_ => EventFd.Create(1)).ToList();
        fds.ForEach(fd => epoll.Add(fd, EpollEvents.In, 7));
        Assert.Equal(2, epoll.Wait(new EpollEvent[2], 0));
        Assert.Equal(Epoll.MaxEvents, epoll.Wait(new EpollEvent[1000], 0));
        fds.ForEach(fd => fd.Dispose());
    }

    [Fact(DisplayName = "Modify and Remove take effect at once; unknown descriptors are errors")]
    public void ModifyAndRemove()
    {
        using Epoll epoll = Epoll.Create();
        using EventFd fd = EventFd.Create(1);
        var ready = new EpollEvent[1];
        Assert.Throws<ErrnoException>(() => epoll.Modify(fd, EpollEvents.In, 1));
        epoll.Add(fd, EpollEvents.In, 1);
        Assert.Throws<ErrnoException>(() => epoll.Add(fd, EpollEvents.In, 1));
        epoll.Modify(fd, EpollEvents.Out, 2);
        Assert.Equal(1, epoll.Wait(ready, 0));
        Assert.Equal(new EpollEvent(EpollEvents.Out, 2), ready[0]);
        epoll.Remove(fd);
        Assert.Equal(0, epoll.Wait(ready, 0));
        Assert.Throws<ErrnoException>(() => epoll.Remove(fd));
    }

    [Fact(DisplayName = "A wait allocates nothing")]
    public void NoAllocation()
    {
        using Epoll epoll = Epoll.Create();
        using EventFd fd = EventFd.Create(1);
        epoll.Add(fd, EpollEvents.In, 1);
        var ready = new EpollEvent[8];
        for (int i = 0; i < 100; i++) epoll.Wait(ready, 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) epoll.Wait(ready, -1);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
