using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.Virtio;

/// <summary>The places of a ring and its indirect tables in guest memory, as a driver chooses them.</summary>
/// <param name="Tables">Guest address of the first indirect table; each descriptor has one, one behind the other.</param>
/// <param name="TableEntries">Descriptors per table; 0 = no tables.</param>
/// <param name="Start">First byte of the whole.</param>
/// <param name="End">One past the last byte of the whole.</param>
public readonly record struct RingLayout(RingAddresses Addresses, ulong Tables, ushort TableEntries, ulong Start, ulong End)
{
    private const ulong CacheLine = 64;

    /// <summary>Lays the parts one after another, each aligned (VQ-80).</summary>
    /// <param name="start">Guest address; the layout begins at the next multiple of 16.</param>
    /// <param name="size">Entries, a power of two; packed: any number.</param>
    /// <param name="tableEntries">Descriptors per indirect table; needs <see cref="RingFeatures.IndirectDescriptors"/>.</param>
    public static RingLayout At(ulong start, ushort size, RingFeatures features, ushort tableEntries = 2)
    {
        bool eventIdx = (features & RingFeatures.EventIdx) != 0;
        if ((features & RingFeatures.IndirectDescriptors) == 0) tableEntries = 0;
        ulong descriptors = Align(start, SplitLayout.DescriptorAlignment);
        ulong avail = descriptors + SplitLayout.DescriptorTableSize(size);
        ulong used = Align(avail + SplitLayout.AvailSize(size, eventIdx), SplitLayout.UsedAlignment);
        ulong usedEnd = used + SplitLayout.UsedSize(size, eventIdx);
        if ((features & RingFeatures.Packed) != 0)
        {
            // Each side writes one structure and reads the other for every batch: in one cache line they would take it from each other.
            avail = Align(descriptors + PackedLayout.RingSize(size), CacheLine);
            used = avail + CacheLine;
            usedEnd = used + PackedLayout.EventSize;
        }

        ulong tables = Align(usedEnd, SplitLayout.DescriptorAlignment);
        ulong end = tables + SplitLayout.DescriptorSize * (ulong)tableEntries * size;
        return new RingLayout(new RingAddresses(descriptors, avail, used), tables, tableEntries, descriptors, end);
    }

    private static ulong Align(ulong address, ulong alignment) => (address + alignment - 1) & ~(alignment - 1);
}
