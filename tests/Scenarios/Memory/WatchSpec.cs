using GpioHub.TestKit.Memory;
using GpioHub.TestKit.Rigs;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using Xunit;

namespace GpioHub.Scenarios.Memory;

/// <summary>Watching a stand-in has the same result as watching a descriptor of the kernel's.</summary>
public sealed class WatchSpec : IDisposable
{
    private readonly ScenarioReactor _reactor = new((e, where) => throw new InvalidOperationException(where, e));
    private readonly List<IDisposable> _made = [];

    public static TheoryData<bool> Both => [false, true];

    private IReactor Reactor => _reactor;

    [Theory(DisplayName = "Edge-triggered: once for each turn in which it was signalled, however often, though nobody reads it")]
    [MemberData(nameof(Both))]
    public void EdgeTriggered(bool standIn)
    {
        var (raise, watched) = Notification(standIn);
        var heard = new Counter();
        Reactor.Watch(watched, EpollEvents.In | EpollEvents.EdgeTriggered, heard);
        Assert.Equal(0, Turns(heard));
        raise();
        raise();
        Assert.Equal(1, Turns(heard));
        Assert.Equal(0, Turns(heard));
        raise();
        Assert.Equal(1, Turns(heard));
    }

    [Theory(DisplayName = "Signalled before it is watched: that counts (VU-23)")]
    [MemberData(nameof(Both))]
    public void BeforeTheWatch(bool standIn)
    {
        var (raise, watched) = Notification(standIn);
        raise();
        var heard = new Counter();
        Reactor.Watch(watched, EpollEvents.In | EpollEvents.EdgeTriggered, heard);
        Assert.Equal(1, Turns(heard));
    }

    [Theory(DisplayName = "Level-triggered: each turn, until it is read")]
    [MemberData(nameof(Both))]
    public void LevelTriggered(bool standIn)
    {
        var (ours, theirs) = standIn ? LocalStream.Connected() : ((UnixStream, UnixStream))UnixStream.Pair();
        _made.AddRange([ours, theirs]);
        var heard = new Counter();
        Reactor.Watch(theirs, EpollEvents.In, heard);
        Assert.Equal(0, Turns(heard));
        ours.Send([1], []);
        Assert.Equal(2, Turns(heard, turns: 2));
        theirs.Receive(new byte[8], [], out _);
        Assert.Equal(0, Turns(heard));
        Reactor.Rewatch(theirs, EpollEvents.None);
        ours.Send([1], []);
        Assert.Equal(0, Turns(heard));
        Reactor.Rewatch(theirs, EpollEvents.In);
        Assert.Equal(1, Turns(heard));
    }

    [Theory(DisplayName = "Unwatched is not heard any more, and can be watched again; watched twice, or changed unwatched, is refused")]
    [MemberData(nameof(Both))]
    public void Unwatched(bool standIn)
    {
        var (raise, watched) = Notification(standIn);
        var heard = new Counter();
        Assert.Throws<ArgumentException>(() => Reactor.Rewatch(watched, EpollEvents.In));
        Reactor.Watch(watched, EpollEvents.In | EpollEvents.EdgeTriggered, heard);
        Assert.Throws<ArgumentException>(() => Reactor.Watch(watched, EpollEvents.In, heard));
        Reactor.Unwatch(watched);
        Reactor.Unwatch(watched);
        raise();
        Assert.Equal(0, Turns(heard));
        Reactor.Watch(watched, EpollEvents.In | EpollEvents.EdgeTriggered, heard);
        Assert.Equal(1, Turns(heard));
    }

    public void Dispose()
    {
        _reactor.Dispose();
        foreach (var made in _made) made.Dispose();
    }

    private (Action Raise, FileDescriptor Watched) Notification(bool standIn)
    {
        if (standIn)
        {
            var local = new LocalEvent();
            var notify = new LocalNotify(local.Count);
            _made.AddRange([local, notify]);
            return (() => local.Signal(), notify);
        }

        var kernel = EventFd.Create();
        _made.Add(kernel);
        return (() => kernel.Signal(), kernel);
    }

    private int Turns(Counter heard, int turns = 1)
    {
        heard.Count = 0;
        for (int i = 0; i < turns; i++) _reactor.RunTurn();
        return heard.Count;
    }

    private sealed class Counter : IReadyHandler
    {
        public int Count { get; set; }

        public void OnReady(EpollEvents events) => Count++;
    }
}
