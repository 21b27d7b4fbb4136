using System.Runtime.InteropServices;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;

namespace GpioHub.Tests.FakeKernel;

/// <summary>A request of a line as the kernel has it: it lives until the last copy of its descriptor is closed, whichever process has that.
/// A reactor that still watches it has one. Under the kernel's lock.</summary>
internal sealed class FakeLineRequest
{
    private readonly FakeDescriptor _descriptor = new();
    private readonly GpioLineEvent[] _queue;
    private int _oldest;
    private uint _sequence;

    internal FakeLineRequest(FakeGpioChip chip, FakeGpioLine line, int eventRoom) =>
        (Chip, Line, Plugging, _queue) = (chip, line, chip.Plugging, new GpioLineEvent[eventRoom]);

    internal FakeGpioChip Chip { get; }

    internal FakeGpioLine Line { get; }

    /// <summary>The plugging-in to which it belongs.</summary>
    internal int Plugging { get; }

    internal int Queued { get; private set; }

    internal bool IsClosed => _descriptor.IsClosed;

    /// <summary>The descriptor of the process that uses it at present.</summary>
    internal SafeHandle User => _descriptor.User;

    public override string ToString() => $"line {Line.Offset} of {Chip.Path}";

    internal bool Is(SafeHandle descriptor) => _descriptor.Is(descriptor);

    /// <summary>Another process uses it from here on.</summary>
    internal void Adopt(FileDescriptor left) => _descriptor.Adopt(left);

    /// <summary>Takes the oldest events.</summary>
    internal int Take(Span<GpioLineEvent> events)
    {
        int count = Math.Min(events.Length, Queued);
        for (int i = 0; i < count; i++) events[i] = _queue[(_oldest + i) % _queue.Length];
        _oldest = (_oldest + count) % _queue.Length;
        Queued -= count;
        _descriptor.Show(Queued > 0);
        return count;
    }

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
        if (!Line.IsHeldBy(this)) return;                                  // the chip has come back since
        Line.Release();
        Chip.Kernel.Log(new FakeCall(FakeCallKind.Release, Chip.Path, Line.Offset));
    }

    /// <summary>Drops it, because the request has failed.</summary>
    internal void Discard()
    {
        _descriptor.User.Dispose();
        _descriptor.HangUp();
    }
}
