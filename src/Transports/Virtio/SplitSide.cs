using System.Buffers.Binary;

namespace GpioHub.Transports.Virtio;

/// <summary>What a device reads and writes of a split ring; where it stands is the <see cref="DeviceRing"/>'s. The counterpart of
/// <see cref="PackedSide"/>.</summary>
internal static class SplitSide
{
    /// <summary>Reads the entry of the avail ring at an index once (VQ-15).</summary>
    public static bool TryReadEntry(GuestMemory memory, in RingAddresses at, ushort size, ushort index, out ushort head) =>
        memory.TryLoad16(at.Avail + SplitLayout.Entries + 2UL * (ulong)(index & (size - 1)), out head);

    /// <summary>Reads avail.idx, with acquire semantics.</summary>
    public static bool TryReadAvail(GuestMemory memory, in RingAddresses at, out ushort avail) =>
        memory.TryLoad16(at.Avail + SplitLayout.Index, out avail);

    /// <summary>Reads the indices of a ring that starts: used ≤ base ≤ avail, and all within one queue size (VQ-73).</summary>
    public static RingFault ReadIndices(GuestMemory memory, in RingAddresses at, ushort size, uint start, out ushort avail, out ushort used)
    {
        used = 0;
        if (!TryReadAvail(memory, at, out avail) || !memory.TryLoad16(at.Used + SplitLayout.Index, out used))
            return RingFault.OutsideMemory;
        bool fits = start <= ushort.MaxValue && (ushort)(avail - start) <= size && (ushort)(start - used) <= size
            && (ushort)(avail - used) <= size;
        return fits ? RingFault.None : RingFault.BadBase;
    }

    /// <summary>Reads the indices, and whether the last used element was ever written (VU-47).</summary>
    /// <returns>false: they are not in guest memory.</returns>
    public static bool TryPeek(GuestMemory memory, in RingAddresses at, ushort size, out RingPeek peek)
    {
        peek = default;
        Span<byte> last = stackalloc byte[SplitLayout.UsedElementSize];
        if (!TryReadAvail(memory, at, out ushort avail) || !memory.TryLoad16(at.Used + SplitLayout.Index, out ushort used)
            || !memory.TryRead(UsedElement(at, size, (ushort)(size - 1)), last)) return false;
        peek = new RingPeek(avail, used, BinaryPrimitives.ReadUInt64LittleEndian(last) == 0);
        return true;
    }

    /// <summary>Writes what is staged into the used ring, then used.idx.</summary>
    /// <param name="used">The index of the first element; goes on behind the last one.</param>
    /// <returns>false: the used ring is not in guest memory.</returns>
    public static bool GiveBack(GuestMemory memory, in RingAddresses at, ushort size, ReadOnlySpan<StagedCompletion> staged,
        ref ushort used)
    {
        // All of the used ring at once, unless it lies in two regions.
        bool whole = memory.TrySlice(at.Used + SplitLayout.Entries, SplitLayout.UsedElementSize * size, out Span<byte> elements);
        ushort next = used;
        foreach (ref readonly StagedCompletion done in staged)
        {
            ulong element = done.Head | ((ulong)done.UsedLength << 32);
            if (whole)
                BinaryPrimitives.WriteUInt64LittleEndian(elements[((next & (size - 1)) * SplitLayout.UsedElementSize)..], element);
            else if (!memory.TryWrite(UsedElement(at, size, next), element)) return false;
            next++;
        }

        used = next;
        // Release: everything above is visible before the index that exposes it (VQ-04).
        return memory.TryStore16(at.Used + SplitLayout.Index, used);
    }

    /// <summary>Compares what was staged with used.idx: the process before may have published it.</summary>
    /// <param name="used">The index before that; goes on behind what the driver has.</param>
    /// <returns>How many of them the driver has; less than 0: somebody else wrote the used ring.</returns>
    public static int TakeBack(GuestMemory memory, in RingAddresses at, ushort size, ReadOnlySpan<HeldHead> staged, ref ushort used)
    {
        if (!memory.TryLoad16(at.Used + SplitLayout.Index, out ushort shown)) return -1;
        int published = (ushort)(shown - used);
        if (published > staged.Length) return -1;
        Span<byte> element = stackalloc byte[SplitLayout.UsedElementSize];
        for (int i = 0; i < published; i++)
        {
            bool same = memory.TryRead(UsedElement(at, size, (ushort)(used + i)), element)
                && BinaryPrimitives.ReadUInt32LittleEndian(element) == staged[i].Head;
            if (!same) return -1;
        }

        used = shown;
        return published;
    }

    /// <summary>Whether the driver wants to be told of a publication (VQ-09 … VQ-11).</summary>
    /// <param name="before">used.idx before it.</param>
    /// <param name="first">Since the start: then used_event may be a leftover.</param>
    public static bool WantsNotification(GuestMemory memory, in RingAddresses at, ushort size, ushort before, ushort used, bool eventIdx,
        bool first)
    {
        Interlocked.MemoryBarrier(); // store → load: used.idx before the driver's wish; a release alone would not order them
        if (!eventIdx) return !memory.TryLoad16(at.Avail + SplitLayout.Flags, out ushort flags) || (flags & SplitLayout.NoInterrupt) == 0;
        return !memory.TryLoad16(at.Avail + SplitLayout.UsedEvent(size), out ushort usedEvent)
            || first || SplitLayout.Crossed(before, used, usedEvent);
    }

    /// <summary>Asks for a kick at the next chain. With EVENT_IDX used.flags stays 0 (VQ-10).</summary>
    /// <param name="withFlags">Writes them all the same: nobody knows what is there.</param>
    public static bool TryAskForKicks(GuestMemory memory, in RingAddresses at, ushort size, ushort avail, bool eventIdx, bool withFlags) =>
        (!withFlags || memory.TryStore16(at.Used + SplitLayout.Flags, 0))
        && (!eventIdx || memory.TryStore16(AvailEvent(at, size), avail));

    /// <summary>Asks for no kick. With EVENT_IDX an avail_event that the driver has passed means that, for 65,535 chains.</summary>
    public static bool TryRefuseKicks(GuestMemory memory, in RingAddresses at, ushort size, ushort avail, bool eventIdx) => eventIdx
        ? memory.TryStore16(AvailEvent(at, size), (ushort)(avail - 1))
        : memory.TryStore16(at.Used + SplitLayout.Flags, SplitLayout.NoNotify);

    /// <summary>The heads that the driver has offered and not got back, as far as guest memory tells.</summary>
    /// <param name="holdsLong">Some may be older than what the avail ring still shows (<see cref="RingPast.HoldsLong"/>).</param>
    public static ushort[] FindOwed(GuestMemory memory, RingAddresses at, ushort size, ushort avail, ushort used, bool holdsLong)
    {
        var offered = new ushort[size];
        var returned = new uint[size];
        Span<byte> element = stackalloc byte[SplitLayout.UsedElementSize];
        bool neverWrapped = false;
        for (ushort i = 0; i < size; i++)
        {
            _ = TryReadEntry(memory, at, size, i, out offered[i]);         // the ring has been validated
            _ = memory.TryRead(UsedElement(at, size, i), element);
            returned[i] = BinaryPrimitives.ReadUInt32LittleEndian(element);
            neverWrapped = BinaryPrimitives.ReadUInt64LittleEndian(element) == 0;
        }

        Func<ushort, bool>? mayHide = holdsLong ? head => LooksLikeAPair(memory, at, head) : null;
        return OwedHeads.Find(offered, returned, avail, used, neverWrapped, mayHide);
    }

    /// <summary>A descriptor that was never used is zero, and the second one of a pair is writable.</summary>
    private static bool LooksLikeAPair(GuestMemory memory, RingAddresses at, ushort head) =>
        Descriptor.TryRead(memory, at.Descriptors, head, out var descriptor)
        && descriptor is not { Address: 0, Length: 0 } && (descriptor.IsIndirect || !descriptor.IsWritable);

    private static ulong UsedElement(in RingAddresses at, ushort size, ushort index) =>
        at.Used + SplitLayout.Entries + SplitLayout.UsedElementSize * (ulong)(index & (size - 1));

    private static ulong AvailEvent(in RingAddresses at, ushort size) => at.Used + SplitLayout.AvailEvent(size);
}
