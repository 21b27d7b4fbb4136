using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;

namespace GpioHub.Tests.FakeKernel;

/// <summary>A line as the pin and the kernel see it: the test's side. Levels are physical unless noted otherwise.</summary>
internal sealed partial class FakeGpioLine
{
    private readonly FakeGpioChip _chip;
    private bool _pull;
    private bool _latch;
    private bool _isOutput;
    private bool _hogOutput;
    private bool _hogLevel;
    private string? _hog;

    internal FakeGpioLine(FakeGpioChip chip, int offset, string name) => (_chip, Offset, Name) = (chip, offset, name);

    public int Offset { get; }

    public string Name { get; }

    /// <summary>False: edges are ENXIO (GU-22).</summary>
    public bool HasInterrupt { get; set; } = true;

    /// <summary>The pin's level: what the kernel drives, else the pull.</summary>
    public bool Level
    {
        get
        {
            lock (Sync) return Swept()._isOutput && !Floats ? _latch : _pull;
        }
    }

    public bool PullLevel
    {
        get
        {
            lock (Sync) return _pull;
        }
    }

    public bool IsOutput
    {
        get
        {
            lock (Sync) return Swept()._isOutput;
        }
    }

    /// <summary>Whether a user of this kernel holds it; a hog does not count.</summary>
    public bool IsRequested
    {
        get
        {
            lock (Sync) return Swept()._holder is not null;
        }
    }

    /// <summary>Events in its user's queue.</summary>
    public int QueuedEvents
    {
        get
        {
            lock (Sync) return _holder?.Queued ?? 0;
        }
    }

    /// <summary>What everybody can learn of it, see <see cref="IGpioChipFile.LineInfo"/>.</summary>
    public GpioLineInfo Info
    {
        get
        {
            lock (Sync)
            {
                Swept();
                GpioLineBits used = _holder is null && _hog is null ? 0 : GpioLineBits.Used;
                return new(Name, _hog ?? _consumer, used | _flags | _edges | (_isOutput ? GpioLineBits.Output : GpioLineBits.Input));
            }
        }
    }

    public FakeCall[] Calls => [.. _chip.Calls.Where(call => call.Offset == Offset)];

    private object Sync => _chip.Kernel.Sync;

    // An open drain or source that does not drive.
    private bool Floats => _latch ? (_flags & GpioLineBits.OpenDrain) != 0 : (_flags & GpioLineBits.OpenSource) != 0;

    /// <summary>Pulls the pin from outside: an input sees it, and it is an edge if edges are watched.</summary>
    public void Pull(bool level)
    {
        lock (Sync) Swept().ApplyPull(level);
    }

    /// <summary>Queues an edge without a change of level, as of a pulse that was over before the kernel looked (GU-S4). Only if such edges
    /// are watched.</summary>
    /// <param name="rising">Logical.</param>
    public void InjectEdge(bool rising)
    {
        lock (Sync) Swept().Sense(rising);
    }

    /// <summary>Gives the line to another holder: a driver of the kernel's, or another process. Requests are EBUSY (GU-23).</summary>
    /// <param name="level">null = as an input.</param>
    public void Hog(string consumer, bool? level = null)
    {
        lock (Sync)
        {
            if (Swept()._holder is not null) throw new InvalidOperationException($"line {Offset} is requested");
            (_hog, _hogOutput, _hogLevel) = (consumer, level is not null, level ?? false);
            _isOutput = _hogOutput;
            _latch = _hogLevel;
        }
    }

    public void Unhog()
    {
        lock (Sync)
        {
            _hog = null;
            _latch = _pull;
        }
    }

    /// <summary>Sets the line as a boot loader may leave it: an output of this level, for as-is requests.</summary>
    public void Preset(bool level)
    {
        lock (Sync) (_isOutput, _latch) = (true, level);
    }

    /// <summary>Makes the next calls of this kind on this line fail and do nothing.</summary>
    /// <param name="errno">Of <see cref="ErrnoCode"/>.</param>
    public void Fail(FakeCallKind kind, int errno, int times = 1) => _chip.Script.Fail(kind, Offset, errno, times);

    /// <summary>Makes calls of this kind on this line hang.</summary>
    public FakeHang Hang(FakeCallKind kind) => _chip.Script.Hang(kind, Offset);

    private FakeGpioLine Swept()
    {
        _chip.Kernel.Sweep();
        return this;
    }
}
