namespace GpioHub.Transports.Virtio;

/// <summary>Has the processor fetch the lines of a batch of chains before the first of them is walked.</summary>
/// <remarks>
/// The driver's CPU has just written them, so each is a miss, and a walk misses three times in a row: descriptor, table, request. Chain by
/// chain these misses follow each other; in passes over the whole batch they overlap. Nothing that is read here is kept or trusted: the
/// walk reads and checks everything itself (VQ-14, VQ-15).
/// </remarks>
internal static class RingReadAhead
{
    /// <summary>Most chains that one call looks at.</summary>
    internal const int MostChains = 16;

    private const int FewestChains = 2;      // of one chain alone nothing overlaps

    /// <param name="from">Index of the first avail entry.</param>
    /// <param name="count">Avail entries; more than <see cref="MostChains"/> are not looked at.</param>
    internal static void Fetch(GuestMemory memory, in RingAddresses at, ushort size, ushort from, int count)
    {
        if (count < FewestChains) return;
        count = Math.Min(count, MostChains);
        Span<ulong> places = stackalloc ulong[MostChains];
        Span<byte> entries = stackalloc byte[MostChains];                  // descriptors at the place that name buffers
        for (int i = 0; i < count; i++)
        {
            ulong entry = at.Avail + SplitLayout.Entries + 2UL * (ulong)((from + i) & (size - 1));
            if (!memory.TryLoad16(entry, out ushort head)) return;
            places[i] = DescriptorAt(at, size, head);
            memory.Prefetch(places[i]);
        }

        for (int i = 0; i < count; i++)
        {
            if (!Descriptor.TryRead(memory, places[i], 0, out Descriptor first)) return;
            memory.Prefetch(first.Address);
            (places[i], entries[i]) = first.IsIndirect ? (first.Address, (byte)2) : (DescriptorAt(at, size, first.Next), (byte)1);
        }

        for (int i = 0; i < count; i++)
            for (ushort entry = 0; entry < entries[i]; entry++)
                if (Descriptor.TryRead(memory, places[i], entry, out Descriptor buffer)) memory.Prefetch(buffer.Address);
    }

    /// <summary>The same for lists of a packed ring, whose descriptors lie one behind the other: one in three passes less.</summary>
    /// <param name="from">Where the first list is.</param>
    /// <param name="count">Descriptors to look at; more than <see cref="MostChains"/> are not.</param>
    internal static void FetchPacked(GuestMemory memory, ulong ring, ushort size, PackedPlace from, int count)
    {
        if (count < FewestChains) return;
        count = Math.Min(count, MostChains);
        Span<ulong> tables = stackalloc ulong[MostChains];
        for (int i = 0; i < count; i++)
        {
            if (!PackedDescriptor.TryRead(memory, ring, from.Plus(i, size).Slot, out PackedDescriptor first)) return;
            memory.Prefetch(first.Address);
            tables[i] = first.IsIndirect ? first.Address : 0;
        }

        for (int i = 0; i < count; i++)
            for (ushort entry = 0; tables[i] != 0 && entry < 2; entry++)
                if (PackedDescriptor.TryReadEntry(memory, tables[i], entry, out PackedDescriptor buffer)) memory.Prefetch(buffer.Address);
    }

    private static ulong DescriptorAt(in RingAddresses at, ushort size, ushort index) =>
        at.Descriptors + SplitLayout.DescriptorSize * (ulong)(index & (size - 1));
}
