using GpioHub.Tests.FakeKernel;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Chips;

/// <summary>The fake kernel's failures: chips that go, calls that fail, buses that hang; and what it records.</summary>
public sealed class FakeTroubleSpec : IDisposable
{
    private const string Device = "/dev/gpiochip0";
    private const GpioLineBits Both = GpioLineBits.Input | GpioLineBits.EdgeRising | GpioLineBits.EdgeFalling;

    private readonly FakeGpioKernel _kernel = new();
    private readonly FakeGpioChip _chip;
    private readonly IGpioChipFile _file;

    public FakeTroubleSpec()
    {
        _chip = _kernel.AddChip(Device, "expander", "a", "b");
        _file = _kernel.Open(Device);
    }

    public void Dispose()
    {
        _file.Dispose();
        _kernel.UntilAllClosed();
    }

    [Fact(DisplayName =
        "A chip that goes takes its path along; every call is ENODEV, events are lost, the descriptor hangs up and is not readable " +
        "(GU-13)")]
    public void Unplugged()
    {
        using var line = Request(0, new(Both));
        using var epoll = Epoll.Create();
        epoll.Add(line.Descriptor, EpollEvents.In, 1);
        _chip[0].Pull(true);
        _chip.Unplug();
        _chip[0].Pull(false);

        Fails(ErrnoCode.ENOENT, () => _kernel.Open(Device));
        Fails(ErrnoCode.ENODEV, () => _file.LineInfo(0));
        Fails(ErrnoCode.ENODEV, () => Request(1, default));
        Fails(ErrnoCode.ENODEV, () => line.Configure(new(GpioLineBits.Input)));
        Fails(ErrnoCode.ENODEV, () => line.GetValue());
        Fails(ErrnoCode.ENODEV, () => line.SetValue(true));
        Fails(ErrnoCode.ENODEV, () => line.ReadEvents(new GpioLineEvent[1]));
        var ready = new EpollEvent[1];
        Assert.Equal(1, epoll.Wait(ready, 0));
        Assert.Equal(EpollEvents.HangUp, ready[0].Events);
    }

    [Fact(DisplayName =
        "A chip that comes back is a new one, under any number: old files stay dead, lines are inputs, the world's pull is what it is " +
        "(GU-13, GU-15)")]
    public void Replugged()
    {
        using var old = Request(0, new(GpioLineBits.Output, Value: true));
        _chip[1].Hog("led", level: true);
        _chip.Unplug();
        _chip[0].Pull(true);
        _chip.Replug("/dev/gpiochip4");

        Fails(ErrnoCode.ENODEV, () => old.GetValue());
        Fails(ErrnoCode.ENODEV, () => _file.LineInfo(0));
        using IGpioChipFile file = _kernel.Open("/dev/gpiochip4");
        Assert.Equal("gpiochip4", file.Info.Name);
        Assert.Equal(GpioLineBits.Input, file.LineInfo(0).Flags);
        Assert.Equal("led", file.LineInfo(1).Consumer);
        using IGpioLineFile line = file.Request(0, "spec", new(GpioLineBits.Input), 0);
        old.Dispose();
        Assert.True(line.GetValue());
        Assert.True(_chip[0].IsRequested);
    }

    [Fact(DisplayName = "A scripted failure meets the next calls of its kind on its line, as many as asked, and they do nothing")]
    public void Failures()
    {
        using IGpioLineFile a = Request(0, new(GpioLineBits.Output)), b = Request(1, new(GpioLineBits.Output));
        _chip[0].Fail(FakeCallKind.SetValue, ErrnoCode.EIO, times: 2);
        b.SetValue(true);
        Fails(ErrnoCode.EIO, () => a.SetValue(true));
        Assert.False(a.GetValue());
        Fails(ErrnoCode.EIO, () => a.SetValue(true));
        a.SetValue(true);
        Assert.True(_chip[0].Level);
    }

    [Fact(DisplayName = "A chip's scripted failure meets any line, and Open; it can be ended")]
    public void ChipFailures()
    {
        using var line = Request(0, default);
        _chip.Fail(FakeCallKind.Open, ErrnoCode.EACCES);
        Fails(ErrnoCode.EACCES, () => _kernel.Open(Device));
        _chip.Fail(FakeCallKind.GetValue, ErrnoCode.ETIMEDOUT, int.MaxValue);
        Fails(ErrnoCode.ETIMEDOUT, () => line.GetValue());
        Fails(ErrnoCode.ETIMEDOUT, () => line.GetValue());
        _chip.FailNoMore();
        line.GetValue();
    }

    [Fact(DisplayName = "A call that hangs stays inside until it is released; other lines go on, and so does the pin")]
    public async Task Hangs()
    {
        using IGpioLineFile a = Request(0, new(GpioLineBits.Input)), b = Request(1, new(GpioLineBits.Input));
        using FakeHang hang = _chip[0].Hang(FakeCallKind.GetValue);
        Task<bool> read = Task.Run(a.GetValue);
        await hang.Entered;
        Assert.Equal(1, hang.Inside);
        _chip[0].Pull(true);
        Assert.False(b.GetValue());
        a.Configure(new(GpioLineBits.Input));
        Assert.False(read.IsCompleted);

        hang.Release();
        Assert.True(await read);
        Assert.True(a.GetValue());
    }

    [Fact(DisplayName = "A call inside a hang meets what has become of its chip meanwhile")]
    public async Task HangsAcrossUnplug()
    {
        using var line = Request(0, new(GpioLineBits.Input));
        using FakeHang hang = _chip.Hang(FakeCallKind.GetValue);
        Task<bool> read = Task.Run(line.GetValue);
        await hang.Entered;
        _chip.Unplug();
        hang.Release();
        Assert.Equal(ErrnoCode.ENODEV, (await Assert.ThrowsAsync<ErrnoException>(() => read)).Errno);
    }

    [Fact(DisplayName = "A call inside keeps its line requested although it was disposed meanwhile, as the kernel does")]
    public async Task HangsAcrossDispose()
    {
        IGpioLineFile line = Request(0, new(GpioLineBits.Input));
        using FakeHang hang = _chip[0].Hang(FakeCallKind.GetValue);
        Task<bool> read = Task.Run(line.GetValue);
        hang.WaitUntilEntered();
        line.Dispose();
        Assert.True(_chip[0].IsRequested);
        hang.Release();
        await read;
        _kernel.WaitUntil(() => !_chip[0].IsRequested);
        Assert.Throws<ObjectDisposedException>(() => line.GetValue());
    }

    [Fact(DisplayName = "Opening and closing can hang too")]
    public async Task OpenAndCloseHang()
    {
        IGpioLineFile line = Request(0, default);
        using FakeHang open = _chip.Hang(FakeCallKind.Open), close = _chip[0].Hang(FakeCallKind.Release);
        Task<IGpioChipFile> opening = Task.Run(() => _kernel.Open(Device));
        Task closing = Task.Run(line.Dispose);
        await open.Entered;
        await close.Entered;
        Assert.True(_chip[0].IsRequested);
        open.Release();
        close.Release();
        (await opening).Dispose();
        await closing;
        Assert.False(_chip[0].IsRequested);
    }

    [Fact(DisplayName = "What was called is written down, with what it was about and how it ended")]
    public void Calls()
    {
        _kernel.ForgetCalls();
        var armed = new GpioLineConfig(Both);
        using (var line = Request(1, new(GpioLineBits.Input)))
        {
            line.Configure(armed);
            line.ReadEvents(new GpioLineEvent[1]);
            Fails(ErrnoCode.EPERM, () => line.SetValue(true));
            _chip[1].Pull(true);
            line.GetValue();
            line.ReadEvents(new GpioLineEvent[1]);
        }
        Assert.Equal(
        [
            new(FakeCallKind.Request, Device, 1, new(GpioLineBits.Input)),
            new(FakeCallKind.Configure, Device, 1, armed),
            new(FakeCallKind.SetValue, Device, 1, Level: true, Errno: ErrnoCode.EPERM),
            new(FakeCallKind.GetValue, Device, 1, Level: true),
            new(FakeCallKind.ReadEvents, Device, 1),
            new(FakeCallKind.Release, Device, 1),
        ], _chip[1].Calls);
        Assert.Empty(_chip[0].Calls);
    }

    [Fact(DisplayName = "A test can wait for what another thread calls")]
    public async Task WaitsForCalls()
    {
        using var line = Request(0, new(GpioLineBits.Output));
        Task set = Task.Run(() => line.SetValue(true));
        _kernel.WaitUntil(() => _chip[0].Level);
        await set;
    }

    [Fact(DisplayName = "Threads at once: every edge is queued or counted lost, numbered without a repetition")]
    public async Task Threads()
    {
        const int Edges = 2000;
        using var line = Request(0, new(Both));
        Task world = Task.Run(() =>
        {
            for (int i = 1; i <= Edges; i++) _chip[0].Pull(i % 2 == 1);
        });
        uint last = 0;
        var events = new GpioLineEvent[4];
        while (last < Edges)
        {
            if (!Readiness.WaitToRead(line.Descriptor, 20_000)) throw new TimeoutException();
            int count = line.ReadEvents(events);
            Assert.True(count > 0);
            Assert.All(events[..count], e =>
            {
                Assert.True(e.Sequence > last);
                last = e.Sequence;
                Assert.Equal(last % 2 == 1, e.Rising);
            });
        }
        await world;
    }

    private IGpioLineFile Request(int offset, GpioLineConfig config) => _file.Request(offset, "spec", config, 0);

    private static void Fails(int errno, Action action) => Assert.Equal(errno, Assert.Throws<ErrnoException>(action).Errno);
}
