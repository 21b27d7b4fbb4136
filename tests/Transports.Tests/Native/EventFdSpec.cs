using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

public class EventFdSpec
{
    [Fact(DisplayName = "Signals add up to one readiness, which one drain takes")]
    public void SignalAndDrain()
    {
        using EventFd fd = EventFd.Create();
        Assert.False(fd.Drain());
        Assert.True(fd.Signal());
        Assert.True(fd.Signal());
        Assert.True(Readiness.WaitToRead(fd, 0));
        Assert.True(fd.Drain());
        Assert.False(fd.Drain());
        Assert.False(Readiness.WaitToRead(fd, 0));
    }

    [Fact(DisplayName = "An eventfd is created with its first value")]
    public void Initial()
    {
        using EventFd fd = EventFd.Create(3);
        Assert.True(fd.Drain());
    }

    [Fact(DisplayName = "A full counter counts as signalled (VU-32)")]
    public void Saturated()
    {
        using EventFd fd = EventFd.Create();
        Raw.Write(fd, ulong.MaxValue - 1);
        Assert.True(fd.Signal());
        Assert.True(fd.Drain());
    }

    [Fact(DisplayName = "Signal and Drain allocate nothing")]
    public void NoAllocation()
    {
        using EventFd fd = EventFd.Create();
        RoundTrips();
        long before = GC.GetAllocatedBytesForCurrentThread();
        RoundTrips();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void RoundTrips()
        {
            for (int i = 0; i < 100; i++)
            {
                fd.Signal();
                fd.Drain();
                fd.Drain();
            }
        }
    }
}
