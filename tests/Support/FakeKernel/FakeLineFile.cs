using System.Runtime.InteropServices;
using GpioHub.Transports.Chips;

namespace GpioHub.Tests.FakeKernel;

/// <summary>A requested line. It is given back when the last copy of its descriptor is closed: a reactor that still watches it keeps it
/// requested.</summary>
internal sealed class FakeLineFile : IGpioLineFile
{
    private const int MostOfOneRead = 64;

    private readonly FakeGpioChip _chip;
    private readonly FakeGpioLine _line;
    private readonly FakeDescriptor _descriptor = new();
    private readonly GpioLineEvent[] _queue;
    private readonly int _plugging;
    private int _oldest;
    private uint _sequence;
    private bool _disposed;

    internal FakeLineFile(FakeGpioChip chip, FakeGpioLine line, int eventRoom) =>
        (_chip, _line, _plugging, _queue) = (chip, line, chip.Plugging, new GpioLineEvent[eventRoom]);

    public SafeHandle Descriptor => _descriptor.User;

    internal int Queued { get; private set; }

    internal bool IsClosed => _descriptor.IsClosed;

    public void Configure(in GpioLineConfig config)
    {
        using var entry = Enter(FakeCallKind.Configure);
        entry.Answer(entry.Errno != 0 ? entry.Errno : _line.Configure(config), config);
    }

    public bool GetValue()
    {
        using var entry = Enter(FakeCallKind.GetValue);
        bool level = entry.Errno == 0 && _line.LogicalLevel;
        entry.Answer(entry.Errno, level: level);
        return level;
    }

    public void SetValue(bool level)
    {
        using var entry = Enter(FakeCallKind.SetValue);
        entry.Answer(entry.Errno != 0 ? entry.Errno : _line.SetLogical(level), level: level);
    }

    public int ReadEvents(Span<GpioLineEvent> events)
    {
        using var entry = Enter(FakeCallKind.ReadEvents);
        if (entry.Errno != 0) entry.Answer(entry.Errno);
        int count = Math.Min(Math.Min(events.Length, MostOfOneRead), Queued);
        if (count == 0) return 0;
        for (int i = 0; i < count; i++) events[i] = _queue[(_oldest + i) % _queue.Length];
        _oldest = (_oldest + count) % _queue.Length;
        Queued -= count;
        _descriptor.Show(Queued > 0);
        entry.Answer(0);
        return count;
    }

    public void Dispose()
    {
        _chip.Script.Pass(FakeCallKind.Release, _line.Offset);
        lock (_chip.Kernel.Sync)
        {
            if (_disposed) return;
            _disposed = true;
            _descriptor.User.Dispose();
            _chip.Kernel.Closing(this);
            Monitor.PulseAll(_chip.Kernel.Sync);
        }
    }

    public override string ToString() => $"line {_line.Offset} of {_chip.Path}";

    /// <summary>Queues an edge that was sensed. A full queue loses its oldest (GU-09), which only a gap in the numbers shows.</summary>
    internal void Queue(bool rising, long nowNs)
    {
        if (Queued == _queue.Length)
        {
            _oldest = (_oldest + 1) % _queue.Length;
            Queued--;
        }
        _queue[(_oldest + Queued++) % _queue.Length] = new GpioLineEvent(rising, nowNs, ++_sequence);
        _descriptor.Show(readable: true);
    }

    internal void HangUp()
    {
        Queued = 0;
        _descriptor.HangUp();
    }

    /// <summary>Ends the request, because its last descriptor is closed.</summary>
    internal void Release()
    {
        _descriptor.HangUp();
        if (!_line.IsHeldBy(this)) return;   // the chip has come back since
        _line.Release();
        _chip.Kernel.Log(new FakeCall(FakeCallKind.Release, _chip.Path, _line.Offset));
    }

    /// <summary>Drops the file, because the request has failed.</summary>
    internal void Discard()
    {
        _descriptor.User.Dispose();
        _descriptor.HangUp();
    }

    private FakeEntry Enter(FakeCallKind kind) => new(_chip, _plugging, kind, _line.Offset, _descriptor.User);
}
