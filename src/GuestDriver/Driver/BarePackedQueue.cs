using System.Runtime.InteropServices;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Virtio;
using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>A packed ring driven by hand: a slot's number is its buffer's id, and every list takes one descriptor.</summary>
/// <remarks>Source: virtio v1.2 §2.8.</remarks>
internal sealed class BarePackedQueue : BareVirtqueue, IPackedPlaces
{
    private const uint TableSize = 2 * PackedLayout.DescriptorSize;

    private readonly int _descriptors;
    private readonly int _driverEvent;
    private readonly int _deviceEvent;
    private PackedPlace _next = PackedPlace.First;
    private PackedPlace _nextUsed = PackedPlace.First;
    private ushort _shown = PackedPlace.First.Encoded;
    private int _added;

    internal BarePackedQueue(VhostUserFrontEnd frontEnd, int ring, int slots, uint requestSize, uint answerSize)
        : base(frontEnd, ring, slots, requestSize, answerSize)
    {
        RingAddresses at = Ring.Addresses;
        (_descriptors, _driverEvent, _deviceEvent) = (Offset(at.Descriptors), Offset(at.Avail), Offset(at.Used));
        Ring.Places = this;
    }

    public override bool HasUsed => IsUsed(Ram(), _nextUsed);

    public PackedPlace Shown => PackedPlace.Decode(Volatile.Read(ref _shown));

    public override void Submit(int slot)
    {
        int table = Take(slot), at = At(_next);
        Span<byte> ram = Ram();
        Describe(ram, table, Guest(table + RequestAt), RequestSize, 0);
        Describe(ram, table + PackedLayout.DescriptorSize, Guest(table + AnswerAt), AnswerSize, (ulong)DescriptorBits.Write);
        MemoryMarshal.Write(ram[at..], Guest(table));
        MemoryMarshal.Write(ram[(at + 8)..], TableSize);
        Word(ram, at + 12) = (ushort)slot;
        // The flags of the first one show all: Publish writes them.
        if (_added > 0) Volatile.Write(ref Word(ram, at + PackedLayout.DescriptorFlags), Available(_next));
        _next = _next.Plus(1, Ring.Size);
        _added++;
    }

    public override bool Publish()
    {
        int moved = _added;
        if (moved == 0) return false;
        PackedPlace first = Shown;
        Span<byte> ram = Ram();
        Volatile.Write(ref Word(ram, At(first) + PackedLayout.DescriptorFlags), Available(first));
        (_shown, _added) = (_next.Encoded, 0);
        Interlocked.MemoryBarrier();    // store → load: the flags before the device's wish
        bool wanted = (Volatile.Read(ref Word(ram, _deviceEvent + (int)PackedLayout.EventFlags)) & PackedLayout.EventMask) switch
        {
            PackedLayout.Disable => false,
            PackedLayout.AtPlace =>
                PackedLayout.Crossed(_next, moved, Ring.Size, Word(ram, _deviceEvent + (int)PackedLayout.EventPlace)),
            _ => true,
        };
        if (wanted) Kick();
        return wanted;
    }

    public override bool TryCollect(out int slot, out ushort answer)
    {
        (slot, answer) = (0, 0);
        Span<byte> ram = Ram();
        if (!IsUsed(ram, _nextUsed)) return false;

        int at = At(_nextUsed);
        uint length = MemoryMarshal.Read<uint>(ram[(at + 8)..]);
        uint id = Word(ram, at + 12);
        answer = Answer(ram, id, Wrote(ram, at) ? length : 0);
        slot = (int)id;
        _nextUsed = _nextUsed.Plus(1, Ring.Size);
        return true;
    }

    public override bool EnableInterrupts()
    {
        Span<byte> ram = Ram();
        Word(ram, _driverEvent + (int)PackedLayout.EventPlace) = _nextUsed.Encoded;
        Volatile.Write(ref Word(ram, _driverEvent + (int)PackedLayout.EventFlags), PackedLayout.AtPlace);
        Interlocked.MemoryBarrier();    // store → load: the wish before the look at what was used
        return HasUsed;
    }

    public override void DisableInterrupts() => Word(Ram(), _driverEvent + (int)PackedLayout.EventFlags) = PackedLayout.Disable;

    public PackedPlace Used()
    {
        PackedPlace at = _nextUsed;
        for (int steps = Outstanding; steps > 0 && IsUsed(Ram(), at); steps--) at = at.Plus(1, Ring.Size);
        return at;
    }

    /// <summary>Writes an entry of a table.</summary>
    private static void Describe(Span<byte> ram, int at, ulong address, uint length, ulong flags)
    {
        MemoryMarshal.Write(ram[at..], address);
        MemoryMarshal.Write(ram[(at + 8)..], length | (flags << 48));
    }

    private static ushort Available(PackedPlace place) => (ushort)(PackedLayout.AvailableIn(place.Wrap) | (ushort)DescriptorBits.Indirect);

    private static bool Wrote(Span<byte> ram, int at) =>
        (Word(ram, at + PackedLayout.DescriptorFlags) & (ushort)DescriptorBits.Write) != 0;

    private bool IsUsed(Span<byte> ram, PackedPlace place)
    {
        int flags = Volatile.Read(ref Word(ram, At(place) + PackedLayout.DescriptorFlags));
        return (flags & PackedLayout.UsedIn(true)) == PackedLayout.UsedIn(place.Wrap);
    }

    private int At(PackedPlace place) => _descriptors + (PackedLayout.DescriptorSize * place.Slot);
}
