using System.Buffers.Binary;
using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.Virtio;

public sealed partial class DriverRing
{
    /// <summary>True if the device has given chains back that are not collected; spurious interrupts find false (VQ-83).</summary>
    public bool HasUsed => Fault == DriverRingFault.None && Load(_layout.Addresses.Used + SplitLayout.Index) != _nextUsed;

    /// <summary>Takes back one chain, in the order in which the device finished them.</summary>
    public CollectResult Collect(out UsedChain used)
    {
        used = default;
        if (Fault != DriverRingFault.None) return CollectResult.Fault;
        ushort index = Load(_layout.Addresses.Used + SplitLayout.Index); // acquire
        if (index == _nextUsed) return CollectResult.Empty;
        if ((ushort)(index - _nextUsed) > Outstanding) return Broken(DriverRingFault.UsedJump);

        Span<byte> element = stackalloc byte[SplitLayout.UsedElementSize];
        ulong at = _layout.Addresses.Used + SplitLayout.Entries + SplitLayout.UsedElementSize * (ulong)(_nextUsed & (Size - 1));
        Reached(_memory.TryRead(at, element));
        uint id = BinaryPrimitives.ReadUInt32LittleEndian(element);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(element[4..]);
        if (id >= Size || !_slots[id].Used) return Broken(DriverRingFault.NotOutstanding);
        if (length > _slots[id].Writable) return Broken(DriverRingFault.LengthTooLong);

        used = new UsedChain((ushort)id, _slots[id].Token, length);
        Release((ushort)id);
        _nextUsed++;
        return CollectResult.Used;
    }

    /// <summary>Asks the device not to signal; it may signal all the same.</summary>
    public void DisableInterrupts()
    {
        if (EventIdx) Reached(_memory.TryStore16(UsedEvent, (ushort)(_nextUsed - 1))); // avail.flags stays 0 (VQ-81)
        else Reached(_memory.TryStore16(_layout.Addresses.Avail + SplitLayout.Flags, SplitLayout.NoInterrupt));
    }

    /// <summary>Asks the device to signal for the next chain, then looks whether one came meanwhile. With EVENT_IDX one call asks for one
    /// signal.</summary>
    /// <returns>true: there is something to collect, do not sleep.</returns>
    public bool EnableInterrupts()
    {
        if (EventIdx) Reached(_memory.TryStore16(UsedEvent, _nextUsed));
        else Reached(_memory.TryStore16(_layout.Addresses.Avail + SplitLayout.Flags, 0));
        Interlocked.MemoryBarrier(); // store → load: the wish before the look at used.idx
        return HasUsed;
    }

    private ulong UsedEvent => _layout.Addresses.Avail + SplitLayout.UsedEvent(Size);

    private void Release(ushort head)
    {
        ref Slot slot = ref _slots[head];
        slot.Used = false;
        _slots[slot.Last].Next = _free;
        _free = head;
        FreeDescriptors += slot.Descriptors;
        Outstanding--;
    }

    private CollectResult Broken(DriverRingFault fault)
    {
        Fault = fault;
        return CollectResult.Fault;
    }
}
