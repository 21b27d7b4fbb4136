using System.Buffers.Binary;
using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.FrontEnd;

/// <summary>A front-end's record of one virtqueue: its place in guest RAM, its descriptors, and its base at the last stop.</summary>
public sealed class FrontEndRing : IDisposable
{
    /// <summary>Descriptors in one indirect table: more than any message needs, so that tests can split one.</summary>
    public const ushort TableEntries = 8;

    private readonly GuestRam _ram;
    private readonly FrontEndManners _manners;
    private DriverRing? _driver;

    internal FrontEndRing(int index, ushort size, GuestRam ram, FrontEndManners manners, FrontEndMachine machine)
    {
        Index = (uint)index;
        Size = size;
        (_ram, _manners) = (ram, manners);
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

    /// <summary>VIRTIO_F_RING_PACKED is negotiated.</summary>
    public bool Packed { get; private set; }

    /// <summary>Where the back-end stood at the last stop, as it told; the next start tells it to the back-end. Split: the next avail
    /// index; packed: both places (VQ-36).</summary>
    public uint Base { get; internal set; }

    /// <summary>Where both sides of a packed ring stand: whoever drives it instead of <see cref="Ring"/> sets it. Null: split, or written
    /// by hand.</summary>
    internal IPackedPlaces? Places { get; set; }

    /// <summary>The base that QEMU gives when the back-end has gone without telling its own.</summary>
    internal uint BaseAfterLoss => Packed ? Base : UsedIndex;

    /// <summary>The back-end has been told on this connection where the ring is.</summary>
    internal bool Placed { get; set; }

    /// <summary>avail.idx as it stands in memory; packed: the place up to which the device has been shown descriptors, with its wrap
    /// bit.</summary>
    public ushort AvailIndex => Packed ? Known.Shown.Encoded : Word(Addresses.Avail + SplitLayout.Index);

    /// <summary>used.idx as it stands in memory; packed: the place up to which the device has used descriptors, with its wrap
    /// bit.</summary>
    public ushort UsedIndex => Packed ? Known.Used().Encoded : Word(Addresses.Used + SplitLayout.Index);

    private IPackedPlaces Known => Places ?? Ring.Places!;      // its driver knows as much as there is to know of a ring written by hand

    /// <summary>Lays the ring out in guest RAM, the first time only.</summary>
    internal void LayOut(RingFeatures features)
    {
        if (_driver is not null) return;
        RingLayout sizedAtZero = RingLayout.At(0, Size, features, TableEntries);
        RingLayout layout = RingLayout.At(_ram.Allocate(sizedAtZero.End, 4096), Size, features, TableEntries);
        _driver = new DriverRing(_ram.Memory, layout, Size, features);
        Packed = (features & RingFeatures.Packed) != 0;
        Begin();
    }

    /// <summary>Zeroes the ring and forgets its content, like a driver that sets the queue up anew.</summary>
    internal void Clear()
    {
        Ring.Reset();
        Begin();
    }

    /// <summary>Why the back-end cannot stand at a base that it gave; null = it can. It is not behind what it used, nor beyond what it was
    /// shown.</summary>
    internal string? WhyNotAt(uint given)
    {
        if (Packed) return Places is null ? null : WhyNotAt(PackedPlace.Decode((ushort)given), PackedPlace.Decode((ushort)(given >> 16)));
        ushort used = UsedIndex, avail = AvailIndex;
        return given <= ushort.MaxValue && (ushort)(given - used) <= (ushort)(avail - used)
            ? null
            : $"base {given} is not between used.idx {used} and avail.idx {avail}";
    }

    public void Dispose()
    {
        Kick.Dispose();
        Error.Dispose();
        Call.Dispose();
        MaskedCall.Dispose();
    }

    private string? WhyNotAt(PackedPlace avail, PackedPlace used)
    {
        PackedPlace shown = Known.Shown, there = Known.Used();
        if (used != there) return $"base {avail}, {used}: memory shows used descriptors up to {there}";
        int taken = used.To(avail, Size);
        return avail.Slot < Size && taken >= 0 && taken <= used.To(shown, Size)
            ? null
            : $"base {avail}, {used}: the first is not between the second and {shown}";
    }

    private void Begin()
    {
        bool tells = Packed && _manners != FrontEndManners.UserModeLinux;       // which has no other base than 0 (VQ-36)
        (Base, Places) = (tells ? PackedLayout.FirstBase : 0, Ring.Places);
    }

    private ushort Word(ulong address)
    {
        Span<byte> word = stackalloc byte[sizeof(ushort)];
        _ram.Memory.TryRead(address, word);
        return BinaryPrimitives.ReadUInt16LittleEndian(word);
    }
}
