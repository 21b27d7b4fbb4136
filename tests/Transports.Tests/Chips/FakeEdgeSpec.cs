using GpioHub.Tests.FakeKernel;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Chips;

/// <summary>The fake kernel's edges: what is queued, numbered, lost, and shown by the descriptor.</summary>
public sealed class FakeEdgeSpec : IDisposable
{
    private const GpioLineBits Both = GpioLineBits.Input | GpioLineBits.EdgeRising | GpioLineBits.EdgeFalling;

    private readonly FakeGpioKernel _kernel;
    private readonly FakeGpioLine _pin;
    private readonly IGpioChipFile _file;
    private long _now = 1000;

    public FakeEdgeSpec()
    {
        _kernel = new FakeGpioKernel(() => _now++);
        _pin = _kernel.AddChip("/dev/gpiochip0", "expander", "wake")[0];
        _file = _kernel.Open("/dev/gpiochip0");
    }

    public void Dispose()
    {
        _file.Dispose();
        _kernel.UntilAllClosed();
    }

    [Fact(DisplayName = "A change of an input's level is an edge with the clock's time, numbered from 1 (GU-S4)")]
    public void Edges()
    {
        using var line = Request(new(Both));
        _pin.Pull(true);
        _pin.Pull(true);
        _pin.Pull(false);
        Assert.Equal([new(Rising: true, 1000, 1), new(Rising: false, 1001, 2)], Read(line));
        Assert.Empty(Read(line));
    }

    [Theory(DisplayName = "Only edges of the armed types are queued (GU-S4)")]
    [InlineData(GpioLineBits.EdgeRising, new[] { true })]
    [InlineData(GpioLineBits.EdgeFalling, new[] { false })]
    [InlineData(GpioLineBits.None, new bool[0])]
    public void Types(GpioLineBits edges, bool[] seen)
    {
        using var line = Request(new(GpioLineBits.Input | edges));
        _pin.Pull(true);
        _pin.Pull(false);
        Assert.Equal(seen, Read(line).Select(e => e.Rising));
    }

    [Fact(DisplayName = "ACTIVE_LOW turns the edges around, in what is armed and in what is told (GU-S2)")]
    public void ActiveLow()
    {
        using var line = Request(new(GpioLineBits.Input | GpioLineBits.ActiveLow | GpioLineBits.EdgeRising));
        _pin.Pull(true);
        Assert.Empty(Read(line));
        _pin.Pull(false);
        Assert.Equal([true], Read(line).Select(e => e.Rising));
    }

    [Fact(DisplayName = "A very short pulse can be two equal edges (GU-S4)")]
    public void EqualEdges()
    {
        using var line = Request(new(Both));
        _pin.InjectEdge(rising: false);
        _pin.InjectEdge(rising: false);
        Assert.Equal([false, false], Read(line).Select(e => e.Rising));
    }

    [Theory(DisplayName =
        "A full queue drops its oldest, and only the numbers tell; its length is a power of two, 16 by default, 1024 at most (GU-09)")]
    [InlineData(0, 16)]
    [InlineData(1, 1)]
    [InlineData(5, 8)]
    [InlineData(5000, 1024)]
    public void Overflow(int asked, int room)
    {
        using var line = Request(new(Both), asked);
        for (int i = 0; i < room + 3; i++) _pin.Pull(i % 2 == 0);
        Assert.Equal(Enumerable.Range(4, room).Select(n => (uint)n), ReadAll(line).Select(e => e.Sequence));
    }

    [Fact(DisplayName = "One read takes 64 events at most (GU-12)")]
    public void OneRead()
    {
        using var line = Request(new(Both), 128);
        for (int i = 0; i < 100; i++) _pin.Pull(i % 2 == 0);
        Assert.Equal(64, line.ReadEvents(new GpioLineEvent[100]));
        Assert.Equal(0, line.ReadEvents([]));
        Assert.Equal(36, line.ReadEvents(new GpioLineEvent[100]));
    }

    [Fact(DisplayName = "What is queued stays through SET_CONFIG, and the numbers go on (GU-10)")]
    public void Reconfigured()
    {
        using var line = Request(new(Both));
        _pin.Pull(true);
        line.Configure(new(GpioLineBits.Input | GpioLineBits.EdgeFalling));
        _pin.Pull(false);
        Assert.Equal([(true, 1u), (false, 2u)], Read(line).Select(e => (e.Rising, e.Sequence)));
    }

    [Fact(DisplayName = "SET_CONFIG without edge flags ends the edges; so does an output (GU-11)")]
    public void Disarmed()
    {
        using var line = Request(new(Both));
        line.Configure(new(GpioLineBits.Input));
        _pin.Pull(true);
        line.Configure(new(Both));
        line.Configure(new(GpioLineBits.Output));
        _pin.Pull(false);
        line.SetValue(true);
        Assert.Empty(Read(line));
    }

    [Fact(DisplayName = "Closing discards what is queued, and the next request counts from 1 (GU-S4)")]
    public void Discarded()
    {
        using (Request(new(Both))) _pin.Pull(true);
        using var line = Request(new(Both));
        Assert.Empty(Read(line));
        _pin.Pull(false);
        Assert.Equal([1u], Read(line).Select(e => e.Sequence));
    }

    [Fact(DisplayName = "A line without an interrupt is ENXIO: a request leaves it free, SET_CONFIG an input (GU-22)")]
    public void NoInterrupt()
    {
        _pin.HasInterrupt = false;
        Fails(ErrnoCode.ENXIO, () => Request(new(Both)));
        Assert.False(_pin.IsRequested);
        using var line = Request(new(GpioLineBits.Output));
        Fails(ErrnoCode.ENXIO, () => line.Configure(new(Both)));
        Assert.False(_pin.IsOutput);
    }

    [Fact(DisplayName = "The descriptor is readable exactly while events are queued, also for epoll (GU-S4)")]
    public void Readable()
    {
        using var line = Request(new(Both));
        using var epoll = Epoll.Create();
        epoll.Add(line.Descriptor, EpollEvents.In, 1);
        var ready = new EpollEvent[1];
        Assert.Equal(0, epoll.Wait(ready, 0));
        _pin.Pull(true);
        _pin.Pull(false);
        Assert.Equal(1, epoll.Wait(ready, 0));
        Assert.Equal(EpollEvents.In, ready[0].Events);
        line.ReadEvents(new GpioLineEvent[1]);
        Assert.Equal(1, epoll.Wait(ready, 0));
        Read(line);
        Assert.Equal(0, epoll.Wait(ready, 0));
    }

    [Fact(DisplayName = "Without a clock of the test's, events have CLOCK_MONOTONIC's time")]
    public void RealClock()
    {
        var kernel = new FakeGpioKernel();
        FakeGpioLine pin = kernel.AddChip("/dev/gpiochip0", "real", "x")[0];
        using IGpioChipFile file = kernel.Open("/dev/gpiochip0");
        using IGpioLineFile line = file.Request(0, "spec", new(Both), 0);
        long before = MonotonicClock.Now;
        pin.Pull(true);
        Assert.InRange(Read(line).Single().TimestampNs, before, MonotonicClock.Now);
    }

    [Fact(DisplayName = "Reading and setting values and reading events allocate nothing, for specs that measure")]
    public void NoAllocation()
    {
        _kernel.Logs = false;
        using var input = Request(new(Both));
        var events = new GpioLineEvent[16];
        Work();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Work();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Work()
        {
            for (int i = 0; i < 10; i++)
            {
                _pin.Pull(i % 2 == 0);
                input.GetValue();
                input.ReadEvents(events);
                input.ReadEvents(events);
            }
        }
    }

    private IGpioLineFile Request(GpioLineConfig config, int eventRoom = 0) => _file.Request(0, "spec", config, eventRoom);

    private static GpioLineEvent[] Read(IGpioLineFile line)
    {
        var events = new GpioLineEvent[64];
        return events[..line.ReadEvents(events)];
    }

    private static List<GpioLineEvent> ReadAll(IGpioLineFile line)
    {
        List<GpioLineEvent> all = [];
        while (Read(line) is { Length: > 0 } some) all.AddRange(some);
        return all;
    }

    private static void Fails(int errno, Action action) => Assert.Equal(errno, Assert.Throws<ErrnoException>(action).Errno);
}
