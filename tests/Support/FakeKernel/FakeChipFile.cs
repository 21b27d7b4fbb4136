using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;

namespace GpioHub.Tests.FakeKernel;

/// <summary>An open chip. Closing it leaves its lines requested.</summary>
internal sealed class FakeChipFile : IGpioChipFile
{
    private readonly FakeGpioChip _chip;
    private readonly int _plugging;
    private volatile bool _disposed;

    internal FakeChipFile(FakeGpioChip chip) => (_chip, _plugging, Info) = (chip, chip.Plugging, chip.Info);

    public GpioChipInfo Info { get; }

    public GpioLineInfo LineInfo(int offset)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var entry = new FakeEntry(_chip, _plugging, FakeCallKind.LineInfo, offset);
        entry.Answer(entry.Errno != 0 ? entry.Errno : CheckOffset(offset));
        return _chip[offset].Info;
    }

    public IGpioLineFile Request(int offset, string consumer, in GpioLineConfig config, int eventBufferSize)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var entry = new FakeEntry(_chip, _plugging, FakeCallKind.Request, offset);
        int errno = entry.Errno;
        if (errno == 0) errno = FakeLineRules.Check(config);
        if (errno == 0) errno = CheckOffset(offset);
        if (errno != 0) entry.Answer(errno, config);

        var request = new FakeLineRequest(_chip, _chip[offset], FakeLineRules.EventRoom(eventBufferSize));
        errno = _chip[offset].Request(consumer, config, request);
        if (errno != 0) request.Discard();
        entry.Answer(errno, config);
        return _chip.Kernel.Opened(request);
    }

    public IGpioLineFile? Adopt(FileDescriptor left, int offset, string consumer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var entry = new FakeEntry(_chip, _plugging, FakeCallKind.LineInfo, offset);
        entry.Answer(entry.Errno != 0 ? entry.Errno : CheckOffset(offset));
        if (_chip.Kernel.Find(left) is not { } request || request.Chip != _chip || request.Line.Offset != offset) return null;
        request.Adopt(left);
        return _chip.Kernel.Opened(request);
    }

    public void Dispose()
    {
        lock (_chip.Kernel.Sync)
        {
            _disposed = true;
            _chip.Kernel.Closed(this);
        }
    }

    public override string ToString() => $"chip {_chip.Path}";

    private int CheckOffset(int offset) => (uint)offset < (uint)_chip.Lines.Length ? 0 : ErrnoCode.EINVAL;
}
