using GpioHub.Fuzz.Rings;
using GpioHub.Fuzz.Sessions;
using GpioHub.TestKit.Memory;
using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Fuzz.Hubs;

/// <summary>A connection to a whole hub inside this process, with RAM that both sides see.</summary>
internal sealed class HubKit(HostileRam ram, HostileQueue[] rings, LocalStream stream) : FrontEndKit, IDisposable
{
    private const int EventsKept = 8;

    private readonly Queue<LocalEvent> _events = new();

    /// <summary>The hub has closed its end.</summary>
    public bool IsOver { get; private set; }

    public override bool IsPacked => rings[0].IsPacked;

    public override ulong RingStride => 0x1_0000;

    public override int FileLength => ram.File.Length;

    public override RegionDescription[] Whole => HostileRam.Regions;

    public override void Push(byte[] bytes, FileDescriptor[] with)
    {
        if (IsOver || bytes.Length == 0) return;
        try
        {
            stream.Send(bytes, with);
        }
        catch (ErrnoException)
        {
            IsOver = true;
        }
    }

    public override FileDescriptor Notify()
    {
        var made = new LocalEvent();
        _events.Enqueue(made);
        if (_events.Count > EventsKept) _events.Dequeue();
        return made;
    }

    public override FileDescriptor Ram() => new LocalRam(ram.File);

    public override FileDescriptor Other() => new LocalRam([]);

    public override void Place(int ring, uint start) => rings[ring].Place(start);

    /// <summary>Signals whatever may be a kick.</summary>
    public void Kick()
    {
        foreach (var made in _events) made.Signal();
    }

    /// <summary>Reads what the hub has sent, and does not look at it.</summary>
    public void Read()
    {
        Span<byte> bytes = stackalloc byte[512];
        while (!IsOver)
        {
            int got = stream.Receive(bytes, [], out _);
            if (got < 0) return;
            IsOver |= got == 0;
        }
    }

    public void Dispose() => stream.Dispose();
}
