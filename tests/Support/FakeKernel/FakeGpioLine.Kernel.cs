using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;

namespace GpioHub.Tests.FakeKernel;

// What the kernel does with a line; all of it under its lock.
internal sealed partial class FakeGpioLine
{
    private FakeLineRequest? _holder;
    private string _consumer = "";
    private GpioLineBits _flags;   // active-low, drive and bias
    private GpioLineBits _edges;

    internal bool LogicalLevel => Level ^ IsActiveLow;

    private bool IsActiveLow => (_flags & GpioLineBits.ActiveLow) != 0;

    /// <returns>0, or the errno that the request fails with; then nothing is requested.</returns>
    internal int Request(string consumer, in GpioLineConfig config, FakeLineRequest holder)
    {
        int errno = FakeLineRules.Check(config);
        if (errno != 0) return errno;
        if (_holder is not null || _hog is not null) return ErrnoCode.EBUSY;
        (_holder, _consumer) = (holder, FakeLineRules.Cut(consumer));
        _flags = config.Flags & GpioLineBits.ActiveLow;
        errno = Apply(config);
        if (errno != 0) Release();
        return errno;
    }

    internal int Configure(in GpioLineConfig config)
    {
        int errno = FakeLineRules.Check(config);
        return errno != 0 ? errno : Apply(config);
    }

    /// <returns>0 or EPERM.</returns>
    internal int SetLogical(bool level)
    {
        if (!_isOutput) return ErrnoCode.EPERM;
        _latch = level ^ IsActiveLow;
        return 0;
    }

    internal bool IsHeldBy(FakeLineRequest file) => _holder == file;

    /// <summary>Takes the line back from its user: the direction stays, the level is the pull again, as with gpio-sim (GU-16).</summary>
    internal void Release()
    {
        (_holder, _consumer, _flags, _edges) = (null, "", 0, 0);
        _latch = _pull;
    }

    internal void HangUp()
    {
        _edges = 0;
        _holder?.HangUp();
    }

    /// <summary>Resets the line as a driver finds it: an input, or its hog's.</summary>
    internal void Reset()
    {
        Release();
        if (_hog is null) _isOutput = false;
        else (_isOutput, _latch) = (_hogOutput, _hogLevel);
    }

    private int Apply(in GpioLineConfig config)
    {
        if ((config.Flags & FakeLineRules.Direction) == 0) return 0;   // left as it was
        _flags = config.Flags & (GpioLineBits.ActiveLow | FakeLineRules.Drives | FakeLineRules.Biases);
        _isOutput = (config.Flags & GpioLineBits.Output) != 0;
        if (_isOutput)
        {
            _edges = 0;
            _latch = config.Value ^ IsActiveLow;
        }
        // Before the edges are changed: the effect of a bias is sensed under the old edge settings.
        if ((config.Flags & GpioLineBits.BiasPullUp) != 0) ApplyPull(true);
        if ((config.Flags & GpioLineBits.BiasPullDown) != 0) ApplyPull(false);
        if (_isOutput) return 0;

        GpioLineBits edges = config.Flags & FakeLineRules.Edges;
        if ((edges != 0 || config.DebounceUs != 0) && !HasInterrupt) return ErrnoCode.ENXIO;
        _edges = edges;
        return 0;
    }

    private void ApplyPull(bool level)
    {
        bool changes = level != _pull;
        _pull = level;
        if (_holder is null && _hog is null) _latch = level;
        if (changes && !_isOutput) Sense(level ^ IsActiveLow);
    }

    private void Sense(bool rising)
    {
        GpioLineBits edge = rising ? GpioLineBits.EdgeRising : GpioLineBits.EdgeFalling;
        if ((_edges & edge) != 0) _holder?.Queue(rising, _chip.Kernel.NowNs);
    }
}
