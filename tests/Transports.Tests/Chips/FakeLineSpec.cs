using GpioHub.Tests.FakeKernel;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Chips;

/// <summary>The fake kernel's lines: direction, level and who holds them.</summary>
public sealed class FakeLineSpec : IDisposable
{
    private readonly FakeGpioKernel _kernel = new();
    private readonly FakeGpioChip _chip;
    private readonly IGpioChipFile _file;

    public FakeLineSpec()
    {
        _chip = _kernel.AddChip("/dev/gpiochip0", "expander", "reset", "", "wake");
        _file = _kernel.Open("/dev/gpiochip0");
    }

    public void Dispose()
    {
        _file.Dispose();
        _kernel.UntilAllClosed();
    }

    [Fact(DisplayName = "A chip tells its name, label and lines; a path without one is ENOENT")]
    public void ChipInfo()
    {
        Assert.Equal(new GpioChipInfo("gpiochip0", "expander", 3), _file.Info);
        Fails(ErrnoCode.ENOENT, () => _kernel.Open("/dev/gpiochip1"));
    }

    [Fact(DisplayName = "A line's information always has one direction; its user is seen while it is held (GU-S5, GU-07)")]
    public void LineInfo()
    {
        Assert.Equal(new GpioLineInfo("reset", "", GpioLineBits.Input), _file.LineInfo(0));
        using (Request(0, new(GpioLineBits.Output | GpioLineBits.ActiveLow)))
        {
            Assert.Equal(new GpioLineInfo("reset", "spec", GpioLineBits.Output | GpioLineBits.ActiveLow | GpioLineBits.Used),
                _file.LineInfo(0));
        }
        Assert.Equal(new GpioLineInfo("reset", "", GpioLineBits.Output), _file.LineInfo(0));
        Fails(ErrnoCode.EINVAL, () => _file.LineInfo(3));
        Fails(ErrnoCode.EINVAL, () => Request(-1, default));
    }

    [Fact(DisplayName = "A consumer is cut at 31 bytes (GU-S3)")]
    public void Consumer()
    {
        using var line = _file.Request(0, new string('x', 40), default, 0);
        Assert.Equal(new string('x', 31), _file.LineInfo(0).Consumer);
    }

    [Fact(DisplayName = "A line is held once: requested or hogged, a request is EBUSY and the user is seen (GU-S3, GU-23)")]
    public void Busy()
    {
        using var line = Request(0, default);
        Fails(ErrnoCode.EBUSY, () => Request(0, default));
        _chip[1].Hog("power-led", level: true);
        Fails(ErrnoCode.EBUSY, () => Request(1, default));
        Assert.Equal(new GpioLineInfo("", "power-led", GpioLineBits.Used | GpioLineBits.Output), _file.LineInfo(1));
        _chip[1].Unhog();
        Request(1, default).Dispose();
    }

    [Fact(DisplayName = "An input reads the pull, an output what it drives")]
    public void Levels()
    {
        using var input = Request(0, new(GpioLineBits.Input));
        using var output = Request(1, new(GpioLineBits.Output, Value: true));
        Assert.False(input.GetValue());
        _chip[0].Pull(true);
        Assert.True(input.GetValue());
        Assert.True(output.GetValue());
        output.SetValue(false);
        _chip[1].Pull(true);
        Assert.False(output.GetValue());
        Assert.False(_chip[1].Level);
    }

    [Fact(DisplayName = "An output has its level from its first instant, 0 if none is given (GU-24)")]
    public void OutputLevel()
    {
        using var line = Request(0, new(GpioLineBits.Output, Value: true));
        Assert.True(_chip[0].Level);
        line.Configure(new(GpioLineBits.Output));
        Assert.False(_chip[0].Level);
    }

    [Fact(DisplayName = "ACTIVE_LOW turns around what is read and what is driven")]
    public void ActiveLow()
    {
        using var input = Request(0, new(GpioLineBits.Input | GpioLineBits.ActiveLow));
        using var output = Request(1, new(GpioLineBits.Output | GpioLineBits.ActiveLow, Value: true));
        Assert.True(input.GetValue());
        Assert.False(_chip[1].Level);
        output.SetValue(false);
        Assert.True(_chip[1].Level);
        Assert.False(output.GetValue());
    }

    [Fact(DisplayName = "Setting a line that is no output is EPERM (GU-S3)")]
    public void SetInput()
    {
        using var line = Request(0, new(GpioLineBits.Input));
        Fails(ErrnoCode.EPERM, () => line.SetValue(true));
    }

    [Fact(DisplayName = "Without a direction a request leaves the line as it is, readable, and an output settable (GU-16)")]
    public void AsIs()
    {
        _chip[0].Preset(level: true);
        using var output = Request(0, default);
        using var input = Request(1, default);
        Assert.True(output.GetValue());
        output.SetValue(false);
        Assert.False(_chip[0].Level);
        Assert.False(input.GetValue());
        Fails(ErrnoCode.EPERM, () => input.SetValue(true));
    }

    [Fact(DisplayName = "SET_CONFIG without a direction leaves line and edges as they were (GU-S3)")]
    public void ConfigureNothing()
    {
        using var line = Request(0, new(GpioLineBits.Input | GpioLineBits.EdgeRising));
        line.Configure(default);
        Assert.Equal(GpioLineBits.Used | GpioLineBits.Input | GpioLineBits.EdgeRising, _file.LineInfo(0).Flags);
        _chip[0].Pull(true);
        Assert.Equal(1, _chip[0].QueuedEvents);
    }

    [Fact(DisplayName = "A line given back has its pull's level again, and keeps its direction (GU-16)")]
    public void Released()
    {
        Request(0, new(GpioLineBits.Output, Value: true)).Dispose();
        Assert.False(_chip[0].Level);
        Assert.True(_chip[0].IsOutput);
        Assert.False(_chip[0].IsRequested);
    }

    [Fact(DisplayName = "A bias sets the pull, as with gpio-sim, and stays after the release")]
    public void Bias()
    {
        using (var line = Request(0, new(GpioLineBits.Input | GpioLineBits.BiasPullUp)))
        {
            Assert.True(line.GetValue());
            line.Configure(new(GpioLineBits.Input | GpioLineBits.BiasDisabled));
            Assert.True(line.GetValue());
        }
        Assert.True(_chip[0].PullLevel);
    }

    [Fact(DisplayName = "An open drain drives low only, an open source high only; else the pull is seen")]
    public void Drives()
    {
        using var drain = Request(0, new(GpioLineBits.Output | GpioLineBits.OpenDrain, Value: true));
        using var source = Request(1, new(GpioLineBits.Output | GpioLineBits.OpenSource));
        _chip[1].Pull(true);
        Assert.False(drain.GetValue());
        Assert.True(source.GetValue());
        _chip[0].Pull(true);
        Assert.True(drain.GetValue());
        drain.SetValue(false);
        Assert.False(drain.GetValue());
    }

    [Theory(DisplayName = "Flags that contradict each other are EINVAL, in a request and in SET_CONFIG (GU-S3)")]
    [InlineData(GpioLineBits.Used, 0)]
    [InlineData((GpioLineBits)(1 << 13), 0)]
    [InlineData(GpioLineBits.Input | GpioLineBits.Output, 0)]
    [InlineData(GpioLineBits.EdgeRising, 0)]
    [InlineData(GpioLineBits.Output | GpioLineBits.EdgeFalling, 0)]
    [InlineData(GpioLineBits.Input | GpioLineBits.OpenDrain, 0)]
    [InlineData(GpioLineBits.OpenSource, 0)]
    [InlineData(GpioLineBits.Output | GpioLineBits.OpenDrain | GpioLineBits.OpenSource, 0)]
    [InlineData(GpioLineBits.BiasPullUp, 0)]
    [InlineData(GpioLineBits.Input | GpioLineBits.BiasPullUp | GpioLineBits.BiasDisabled, 0)]
    [InlineData(GpioLineBits.Output, 5)]
    [InlineData(GpioLineBits.None, 5)]
    public void Invalid(GpioLineBits flags, uint debounceUs)
    {
        var config = new GpioLineConfig(flags, DebounceUs: debounceUs);
        Fails(ErrnoCode.EINVAL, () => Request(0, config));
        Assert.False(_chip[0].IsRequested);
        using var line = Request(0, default);
        Fails(ErrnoCode.EINVAL, () => line.Configure(config));
    }

    [Fact(DisplayName = "A chip may be closed while its lines live on (GU-S6)")]
    public void ChipClosed()
    {
        IGpioChipFile other = _kernel.Open("/dev/gpiochip0");
        using IGpioLineFile line = other.Request(0, "spec", new(GpioLineBits.Output), 0);
        other.Dispose();
        line.SetValue(true);
        Assert.True(_chip[0].Level);
        Assert.Throws<ObjectDisposedException>(() => other.LineInfo(0));
        Assert.Equal(["chip /dev/gpiochip0", "line 0 of /dev/gpiochip0"], _kernel.OpenFiles);
    }

    [Fact(DisplayName = "A line is freed with the last copy of its descriptor: one that epoll's user still holds keeps it (GU-S6)")]
    public void LastCopy()
    {
        IGpioLineFile line = Request(0, default);
        bool held = false;
        line.Descriptor.DangerousAddRef(ref held);
        line.Dispose();
        Fails(ErrnoCode.EBUSY, () => Request(0, default));
        Assert.Contains("line 0 of /dev/gpiochip0", _kernel.OpenFiles);
        line.Descriptor.DangerousRelease();
        Request(0, default).Dispose();
    }

    private IGpioLineFile Request(int offset, GpioLineConfig config) => _file.Request(offset, "spec", config, 0);

    private static void Fails(int errno, Action action) => Assert.Equal(errno, Assert.Throws<ErrnoException>(action).Errno);
}
