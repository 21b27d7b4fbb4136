using System.Runtime.InteropServices;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.Driver;

/// <summary>A split ring driven by hand. Source: virtio v1.2 §2.7.</summary>
internal sealed class BareSplitQueue : BareVirtqueue
{
    private const uint TableSize = 2 * SplitLayout.DescriptorSize;

    private readonly int _descriptors;
    private readonly int _avail;
    private readonly int _used;
    private readonly int _usedEvent;
    private readonly int _availEvent;
    private readonly int _mask;
    private ushort _nextAvail;
    private ushort _published;
    private ushort _nextUsed;

    internal BareSplitQueue(VhostUserFrontEnd frontEnd, int ring, int slots, uint requestSize, uint answerSize)
        : base(frontEnd, ring, slots, requestSize, answerSize)
    {
        RingAddresses at = Ring.Addresses;
        (_descriptors, _avail, _used, _mask) = (Offset(at.Descriptors), Offset(at.Avail), Offset(at.Used), Ring.Size - 1);
        _usedEvent = _avail + (int)SplitLayout.UsedEvent(Ring.Size);
        _availEvent = _used + (int)SplitLayout.AvailEvent(Ring.Size);
    }

    public override bool HasUsed => Volatile.Read(ref Word(Ram(), _used + (int)SplitLayout.Index)) != _nextUsed;

    public override void Submit(int slot)
    {
        int table = Take(slot);
        Span<byte> ram = Ram();
        Describe(ram, table, new Descriptor(Guest(table + RequestAt), RequestSize, DescriptorBits.Next, 1));
        Describe(ram, table + SplitLayout.DescriptorSize, new Descriptor(Guest(table + AnswerAt), AnswerSize, DescriptorBits.Write, 0));
        Describe(ram, _descriptors + (SplitLayout.DescriptorSize * slot),
            new Descriptor(Guest(table), TableSize, DescriptorBits.Indirect, 0));
        Word(ram, _avail + (int)SplitLayout.Entries + (2 * (_nextAvail & _mask))) = (ushort)slot;
        _nextAvail++;
    }

    public override bool Publish()
    {
        ushort before = _published;
        if (before == _nextAvail) return false;
        Span<byte> ram = Ram();
        Volatile.Write(ref Word(ram, _avail + (int)SplitLayout.Index), _nextAvail);
        _published = _nextAvail;
        Interlocked.MemoryBarrier();    // store → load: avail.idx before the device's wish
        bool wanted = SplitLayout.Crossed(before, _nextAvail, Word(ram, _availEvent));
        if (wanted) Kick();
        return wanted;
    }

    public override bool TryCollect(out int slot, out ushort answer)
    {
        (slot, answer) = (0, 0);
        Span<byte> ram = Ram();
        ushort index = Volatile.Read(ref Word(ram, _used + (int)SplitLayout.Index));
        if (index == _nextUsed) return false;
        if ((ushort)(index - _nextUsed) > Outstanding) throw Broken("used.idx jumped");

        Span<byte> element = ram.Slice(_used + (int)SplitLayout.Entries + (SplitLayout.UsedElementSize * (_nextUsed & _mask)),
            SplitLayout.UsedElementSize);
        uint id = MemoryMarshal.Read<uint>(element), length = MemoryMarshal.Read<uint>(element[sizeof(uint)..]);
        answer = Answer(ram, id, length);
        slot = (int)id;
        _nextUsed++;
        return true;
    }

    public override bool EnableInterrupts()
    {
        Word(Ram(), _usedEvent) = _nextUsed;
        Interlocked.MemoryBarrier();    // store → load: the wish before the look at used.idx
        return HasUsed;
    }

    public override void DisableInterrupts() => Word(Ram(), _usedEvent) = (ushort)(_nextUsed - 1);

    private static void Describe(Span<byte> ram, int at, in Descriptor descriptor) =>
        descriptor.Encode(ram.Slice(at, SplitLayout.DescriptorSize));
}
