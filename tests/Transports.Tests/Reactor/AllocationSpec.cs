using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using Xunit;

namespace GpioHub.Transports.Tests.Reactor;

public sealed class AllocationSpec : IDisposable
{
    private readonly PumpReactor _reactor = new(Faults.Unexpected);

    public void Dispose() => _reactor.Dispose();

    [Fact(DisplayName = "A turn from kick to call allocates nothing once its queues have grown")]
    public void TurnsAllocateNothing()
    {
        using EventFd kick = EventFd.Create();
        using EventFd call = EventFd.Create();
        int answers = 0;
        var guest = new Participant();
        Action<object> mailbox = _ => _reactor.RequestFlush(guest);
        var work = new Work(() => _reactor.Post(this, mailbox));
        guest.OnIntake = () => _reactor.Post(work);
        guest.OnFlush = () =>
        {
            call.Signal();
            answers++;
        };
        var inbound = new Work(() => { });
        _reactor.Join(guest);
        _reactor.Watch(kick, EpollEvents.In, new Ready(_ =>
        {
            kick.Drain();
            _reactor.RequestIntake(guest);
        }));

        RoundTrips(1_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        RoundTrips(1_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2_000, answers);

        void RoundTrips(int count)
        {
            for (int i = 0; i < count; i++)
            {
                kick.Signal();
                _reactor.Post(inbound);   // as from another thread: no turn is running
                _reactor.RunTurn();
                call.Drain();
            }
        }
    }
}
