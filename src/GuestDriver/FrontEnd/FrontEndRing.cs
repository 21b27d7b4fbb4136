using System.Buffers.Binary;
using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.FrontEnd;

/// <summary>A front-end's record of one virtqueue: its place in guest RAM, its descriptors, and its index at the last stop.</summary>
public sealed class FrontEndRing : IDisposable
{
    /// <summary>Descriptors in one indirect table: more than any message needs, so that tests can split one.</summary>
    public const ushort TableEntries = 8;

    private readonly GuestRam _ram;
    private DriverRing? _driver;

    internal FrontEndRing(int index, ushort size, GuestRam ram, FrontEndManners manners, FrontEndMachine machine)
    {
        Index = (uint)index;
        Size = size;
        _ram = ram;
        (Kick, Error, MaskedCall) = (machine.CreateEvent(), machine.CreateEvent(), machine.CreateEvent());
        Call = manners == FrontEndManners.UserModeLinux ? new CallLine(asSocket: true) : new CallLine(machine.CreateEvent());
        if (manners == FrontEndManners.UserModeLinux) FdInfo.SetNonBlocking(Kick, on: false);   // as it arrives in a real User-Mode Linux
    }

    /// <summary>0 = requestq, 1 = eventq.</summary>
    public uint Index { get; }

    /// <summary>Entries.</summary>
    public ushort Size { get; }

    /// <summary>The driver's side. Only after negotiation, which decides the layout.</summary>
    public DriverRing Ring => _driver ?? throw new InvalidOperationException("the ring has not been laid out: nothing is negotiated yet");

    public RingAddresses Addresses => Ring.Addresses;

    public EventFd Kick { get; }

    /// <summary>Raised by the back-end when the ring is broken (VU-36).</summary>
    public EventFd Error { get; }

    public CallLine Call { get; }

    /// <summary>The descriptor that replaces <see cref="Call"/> while the guest does not run, like QEMU's masked notifier; nobody waits for
    /// it.</summary>
    public EventFd MaskedCall { get; }

    /// <summary>The next avail index, as the back-end told it at the last stop; the next start tells it to the back-end.</summary>
    public ushort Base { get; internal set; }

    /// <summary>The back-end has been told on this connection where the ring is.</summary>
    internal bool Placed { get; set; }

    /// <summary>avail.idx as it stands in memory.</summary>
    public ushort AvailIndex => Word(Addresses.Avail + SplitLayout.Index);

    /// <summary>used.idx as it stands in memory.</summary>
    public ushort UsedIndex => Word(Addresses.Used + SplitLayout.Index);

    /// <summary>Lays the ring out in guest RAM, the first time only.</summary>
    internal void LayOut(RingFeatures features)
    {
        if (_driver is not null) return;
        RingLayout sizedAtZero = RingLayout.At(0, Size, features, TableEntries);
        RingLayout layout = RingLayout.At(_ram.Allocate(sizedAtZero.End, 4096), Size, features, TableEntries);
        _driver = new DriverRing(_ram.Memory, layout, Size, features);
    }

    /// <summary>Zeroes the ring and forgets its content, like a driver that sets the queue up anew.</summary>
    internal void Clear()
    {
        Base = 0;
        Ring.Reset();
    }

    public void Dispose()
    {
        Kick.Dispose();
        Error.Dispose();
        Call.Dispose();
        MaskedCall.Dispose();
    }

    private ushort Word(ulong address)
    {
        Span<byte> word = stackalloc byte[sizeof(ushort)];
        _ram.Memory.TryRead(address, word);
        return BinaryPrimitives.ReadUInt16LittleEndian(word);
    }
}
