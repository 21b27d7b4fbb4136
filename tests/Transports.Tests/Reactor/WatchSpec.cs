using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using Xunit;

namespace GpioHub.Transports.Tests.Reactor;

public sealed class WatchSpec : IDisposable
{
    private readonly Faults _faults = new();
    private readonly PumpReactor _reactor;
    private readonly List<string> _log = [];

    public WatchSpec() => _reactor = new PumpReactor(_faults.Add);

    public void Dispose()
    {
        _reactor.Dispose();
        Assert.Empty(_faults.Seen);
    }

    [Fact(DisplayName = "A descriptor stays ready until it is drained (level-triggered)")]
    public void LevelTriggered()
    {
        using EventFd fd = EventFd.Create();
        _reactor.Watch(fd, EpollEvents.In, new Ready(e => _log.Add($"{e}")));
        fd.Signal();
        _reactor.RunTurn();
        _reactor.RunTurn();
        Assert.Equal(["In", "In"], _log);
        fd.Drain();
        Assert.False(_reactor.RunTurn());
    }

    [Fact(DisplayName = "A handler that ends another's watch keeps it from being called for an event of the same batch")]
    public void UnwatchWithinABatch()
    {
        using EventFd a = EventFd.Create(1), b = EventFd.Create(1);
        // Whichever comes first ends the other.
        _reactor.Watch(a, EpollEvents.In, new Ready(_ => Only("a", a, b)));
        _reactor.Watch(b, EpollEvents.In, new Ready(_ => Only("b", b, a)));
        _reactor.RunTurn();
        Assert.Single(_log);
        Assert.False(_reactor.RunTurn());

        void Only(string name, EventFd own, EventFd other)
        {
            _log.Add(name);
            own.Drain();
            _reactor.Unwatch(other);
        }
    }

    [Fact(DisplayName = "A watch that took over the slot of an ended one does not get its stale event")]
    public void SlotReuseWithinABatch()
    {
        using EventFd a = EventFd.Create(1), b = EventFd.Create(1), quiet = EventFd.Create();
        _reactor.Watch(a, EpollEvents.In, new Ready(_ => Replace(a, b)));
        _reactor.Watch(b, EpollEvents.In, new Ready(_ => Replace(b, a)));
        _reactor.RunUntilIdle();
        Assert.Empty(_log);

        void Replace(EventFd own, EventFd other)
        {
            own.Drain();
            _reactor.Unwatch(other);
            _reactor.Watch(quiet, EpollEvents.In, new Ready(_ => _log.Add("stale event")));
        }
    }

    [Fact(DisplayName = "A watch begun anew within a batch is reported by its own event, in the next turn")]
    public void RewatchedDescriptorIsReportedAgain()
    {
        using EventFd fd = EventFd.Create(1);
        _reactor.Watch(fd, EpollEvents.In, new Ready(_ =>
        {
            _reactor.Unwatch(fd);
            _reactor.Watch(fd, EpollEvents.In, new Ready(_ =>
            {
                fd.Drain();
                _log.Add("new");
            }));
        }));
        _reactor.RunTurn();
        Assert.Empty(_log);
        _reactor.RunUntilIdle();
        Assert.Equal(["new"], _log);
    }

    [Fact(DisplayName = "A descriptor disposed before its watch ends stays harmless, though a copy of it lives elsewhere")]
    public void DisposedWhileWatched()
    {
        EventFd fd = EventFd.Create();
        using FileDescriptor peers = FdInfo.Duplicate(fd);
        Assert.True(NotifyFd.TryAdopt(peers, out NotifyFd? peer));
        using NotifyFd open = peer;
        _reactor.Watch(fd, EpollEvents.In, new Ready(_ => _log.Add("ready")));
        fd.Dispose();
        _reactor.Unwatch(fd);
        open.Signal();
        Assert.False(_reactor.RunTurn());
        Assert.Empty(_log);
    }

    [Fact(DisplayName = "Rewatch changes what is waited for")]
    public void Rewatch()
    {
        using EventFd fd = EventFd.Create(1);
        _reactor.Watch(fd, EpollEvents.None, new Ready(e => _log.Add($"{e}")));
        Assert.False(_reactor.RunTurn());
        _reactor.Rewatch(fd, EpollEvents.Out);
        _reactor.RunTurn();
        Assert.Equal(["Out"], _log);
    }

    [Fact(DisplayName = "Watched twice, or rewatched unwatched, is an error; unwatched twice is not")]
    public void Misuse()
    {
        using EventFd fd = EventFd.Create();
        Assert.Throws<ArgumentException>(() => _reactor.Rewatch(fd, EpollEvents.In));
        _reactor.Watch(fd, EpollEvents.In, new Ready(_ => { }));
        Assert.Throws<ArgumentException>(() => _reactor.Watch(fd, EpollEvents.In, new Ready(_ => { })));
        _reactor.Unwatch(fd);
        _reactor.Unwatch(fd);
    }

    [Fact(DisplayName = "What cannot be watched is refused and leaves no trace")]
    public void Unwatchable()
    {
        using MemFd file = MemFd.Create("no-events", 4096);
        for (int i = 0; i < 2; i++)
        {
            var e = Assert.Throws<ErrnoException>(() => _reactor.Watch(file, EpollEvents.In, new Ready(_ => { })));
            Assert.Equal(Libc.EPERM, e.Errno);
        }
    }
}
