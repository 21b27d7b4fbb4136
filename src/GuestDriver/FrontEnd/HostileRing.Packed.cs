using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.FrontEnd;

/// <content>Packed rings: a descriptor's flags alone say that it is there, so nothing is offered apart from writing it.</content>
internal sealed partial class HostileRing
{
    /// <summary>Writes one descriptor of the ring, its flags last.</summary>
    /// <param name="descriptor">Available, used, or neither: as its flags say.</param>
    public void Describe(ushort slot, PackedDescriptor descriptor) =>
        Reached(descriptor.TryWrite(_memory, _ring.Addresses.Descriptors, slot, withFlags: true));

    /// <summary>Writes an indirect table of a packed ring somewhere in guest RAM.</summary>
    /// <returns>Guest address of the table.</returns>
    public ulong Table(params ReadOnlySpan<PackedDescriptor> entries)
    {
        ulong table = frontEnd.Ram.Allocate(PackedLayout.RingSize((ushort)entries.Length), PackedLayout.DescriptorAlignment);
        for (int i = 0; i < entries.Length; i++) Reached(entries[i].TryWrite(_memory, table, (ushort)i, withFlags: true));
        return table;
    }

    /// <summary>Sets the flags of a descriptor, whatever else it is.</summary>
    public void SetFlags(ushort slot, ushort flags) =>
        Write16(_ring.Addresses.Descriptors + PackedLayout.RingSize(slot) + PackedLayout.DescriptorFlags, flags);

    /// <summary>Sets the driver's event structure: which signals it wants, to anything (VQ-68, VQ-72).</summary>
    public void SetDriverEvent(ushort place, ushort flags) => SetEvent(_ring.Addresses.Avail, place, flags);

    /// <summary>Sets the device's event structure, which only the device may write.</summary>
    public void SetDeviceEvent(ushort place, ushort flags) => SetEvent(_ring.Addresses.Used, place, flags);

    /// <summary>A descriptor of the ring as it stands in memory.</summary>
    public PackedDescriptor At(ushort slot)
    {
        Reached(PackedDescriptor.TryRead(_memory, _ring.Addresses.Descriptors, slot, out PackedDescriptor descriptor));
        return descriptor;
    }

    /// <summary>The device's event structure: which kicks it wants.</summary>
    public (ushort Place, ushort Flags) DeviceEvent()
    {
        Reached(_memory.TryLoad16(_ring.Addresses.Used + PackedLayout.EventFlags, out ushort flags));
        Reached(_memory.TryLoad16(_ring.Addresses.Used + PackedLayout.EventPlace, out ushort place));
        return (place, flags);
    }

    private static FrontEndRing ByHand(FrontEndRing ring)
    {
        ring.Places = null;     // its driver knows nothing of what is written here
        return ring;
    }

    private void SetEvent(ulong at, ushort place, ushort flags)
    {
        Write16(at + PackedLayout.EventPlace, place);
        Write16(at + PackedLayout.EventFlags, flags);
    }

    private static void Reached(bool reached)
    {
        if (!reached) throw new InvalidOperationException("the ring is outside guest RAM");
    }
}
