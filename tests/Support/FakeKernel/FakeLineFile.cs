using System.Runtime.InteropServices;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;

namespace GpioHub.Tests.FakeKernel;

/// <summary>A requested line as one process has it. It is given back when the last copy of its descriptor is closed.</summary>
internal sealed class FakeLineFile : IGpioLineFile
{
    private const int MostOfOneRead = 64;

    private readonly FakeLineRequest _request;
    private bool _disposed;

    internal FakeLineFile(FakeLineRequest request) => (_request, Descriptor) = (request, request.User);

    public SafeHandle Descriptor { get; }

    public void Configure(in GpioLineConfig config)
    {
        using var entry = Enter(FakeCallKind.Configure);
        entry.Answer(entry.Errno != 0 ? entry.Errno : _request.Line.Configure(config), config);
    }

    public bool GetValue()
    {
        using var entry = Enter(FakeCallKind.GetValue);
        bool level = entry.Errno == 0 && _request.Line.LogicalLevel;
        entry.Answer(entry.Errno, level: level);
        return level;
    }

    public void SetValue(bool level)
    {
        using var entry = Enter(FakeCallKind.SetValue);
        entry.Answer(entry.Errno != 0 ? entry.Errno : _request.Line.SetLogical(level), level: level);
    }

    public int ReadEvents(Span<GpioLineEvent> events)
    {
        using var entry = Enter(FakeCallKind.ReadEvents);
        if (entry.Errno != 0) entry.Answer(entry.Errno);
        int count = _request.Take(events[..Math.Min(events.Length, MostOfOneRead)]);
        if (count > 0) entry.Answer(0);
        return count;
    }

    public int ReadInto(Span<ulong> records)
    {
        Span<GpioLineEvent> events = stackalloc GpioLineEvent[MostOfOneRead];
        using var entry = Enter(FakeCallKind.ReadEvents);
        if (entry.Errno != 0) entry.Answer(entry.Errno);
        int count = _request.Take(events[..Math.Min(records.Length / GpioEdge.RecordWords, MostOfOneRead)]);
        for (int i = 0; i < count; i++)
        {
            new GpioEdge(events[i].Rising, events[i].TimestampNs, events[i].Sequence)
                .Write(records.Slice(i * GpioEdge.RecordWords, GpioEdge.RecordWords), _request.Line.Offset);
        }

        if (count > 0) entry.Answer(0);
        return count;
    }

    public void Dispose()
    {
        _request.Chip.Script.Pass(FakeCallKind.Release, _request.Line.Offset);
        lock (_request.Chip.Kernel.Sync)
        {
            if (_disposed) return;
            _disposed = true;
            Descriptor.Dispose();
            _request.Chip.Kernel.Closing(_request);
            Monitor.PulseAll(_request.Chip.Kernel.Sync);
        }
    }

    private FakeEntry Enter(FakeCallKind kind) => new(_request.Chip, _request.Plugging, kind, _request.Line.Offset, Descriptor);
}
