namespace GpioHub.Transports.Virtio;

/// <summary>Where a device stands in a packed ring, and what it keeps of the lists that it holds (VQ-S6). A ring that is split has one too,
/// at rest.</summary>
internal sealed class PackedSide
{
    private const int MostCounted = 64;            // some turns' worth

    private KeptChain[] _kept = [];                // of each id in flight or staged
    private ushort _eventFlags;                    // as this device has written them last

    /// <summary>Where the next list is taken.</summary>
    public PackedPlace Avail { get; private set; }

    /// <summary>Where the next one is given back.</summary>
    public PackedPlace Used { get; private set; }

    /// <summary>Both places (VQ-36).</summary>
    public uint Base => Avail.Encoded | (uint)Used.Encoded << 16;

    public ref readonly KeptChain this[ushort id] => ref _kept[id];

    /// <returns>false: the base does not fit the ring (VQ-73).</returns>
    public static bool Fits(uint start, ushort size)
    {
        var (avail, used) = PlacesOf(start);
        int held = used.To(avail, size);
        return avail.Slot < size && used.Slot < size && held >= 0 && held <= size;
    }

    /// <summary>User-Mode Linux tells 0 as the base of any ring that begins. A ring whose last slot was never written is in its first
    /// lap.</summary>
    public static uint BaseOf(uint told, GuestMemory memory, RingAddresses at, ushort size)
    {
        bool begins = told == 0 && PackedDescriptor.TryRead(memory, at.Descriptors, (ushort)(size - 1), out var last) && last == default;
        return begins ? PackedLayout.FirstBase : told;
    }

    /// <summary>Begins at a base, holding nothing.</summary>
    public void Place(uint start) => (Avail, Used) = PlacesOf(start);

    /// <summary>Slots of all lists that were fetched and not given back, those included that a start could not find: never more than the
    /// ring has (VQ-34).</summary>
    public int SlotsHeld(ushort size) => Used.To(Avail, size);

    /// <summary>Makes room for what is kept; nothing happens later.</summary>
    public void Size(ushort size)
    {
        if (_kept.Length < size) _kept = new KeptChain[size];
    }

    public void Keep(ushort id, in KeptChain kept) => _kept[id] = kept;

    /// <summary>A list was taken.</summary>
    public void Take(ushort id, FetchedChain list, ushort size)
    {
        list.Keep(ref _kept[id]);
        Avail = Avail.Plus(list.Descriptors, size);
    }

    /// <summary>There is a list, whole or not.</summary>
    public bool HasPending(GuestMemory memory, in RingAddresses at) =>
        memory.TryLoad16(FlagsAt(at, Avail), out ushort flags) && IsAvailable(flags, Avail);

    /// <summary>Counts the lists that are there. What is counted is looked at again when it is fetched; of one that is not whole the fetch
    /// finds out.</summary>
    /// <returns>Less than 0: the ring is not in guest memory.</returns>
    public int Count(GuestMemory memory, in RingAddresses at, ushort size)
    {
        bool whole = memory.TrySlice(at.Descriptors, PackedLayout.DescriptorSize * size, out Span<byte> ring);
        var place = Avail;
        int lists = 0, slots = 0;
        for (; lists < MostCounted && slots < size; slots++, place = place.Plus(1, size))
        {
            ushort flags;
            if (whole) flags = PackedDescriptor.FlagsOf(ring, place.Slot);
            else if (!memory.TryLoad16(FlagsAt(at, place), out flags)) return -1;
            if (!IsAvailable(flags, place)) break;
            if ((flags & (ushort)DescriptorBits.Next) == 0) lists++;
        }

        return lists == 0 && slots > 0 ? 1 : lists;
    }

    /// <summary>Writes what is staged over the ring, the flags of the first last: the driver sees all of it at once.</summary>
    /// <returns>How many slots the used place went on; less than 0: the ring is not in guest memory.</returns>
    public int GiveBack(GuestMemory memory, in RingAddresses at, ushort size, ReadOnlySpan<StagedCompletion> staged)
    {
        // All of the ring at once, unless it lies in two regions.
        bool whole = memory.TrySlice(at.Descriptors, PackedLayout.DescriptorSize * size, out Span<byte> ring);
        var first = Used;
        ushort firstFlags = 0;
        int moved = 0;
        for (int i = 0; i < staged.Length; i++)
        {
            ref readonly StagedCompletion done = ref staged[i];
            ushort flags = (ushort)(PackedLayout.UsedIn(Used.Wrap) | (done.UsedLength > 0 ? (ushort)DescriptorBits.Write : 0));
            if (i == 0) firstFlags = flags;
            if (whole && i > 0) PackedDescriptor.GiveBack(ring, Used.Slot, done.UsedLength, done.Head, flags);
            else if (!PackedDescriptor.TryGiveBack(memory, at.Descriptors, Used.Slot, done.UsedLength, done.Head)
                || (i > 0 && !memory.TryStore16(FlagsAt(at, Used), flags))) return -1;
            moved += GoOn(_kept[done.Head], size);
        }

        // Release: everything above is visible before the flags that expose it (VQ-33).
        if (!memory.TryStore16(FlagsAt(at, first), firstFlags)) return -1;
        return moved;
    }

    /// <summary>Whether the process before has given back what it had staged, which is all or nothing: until then the driver's flags of
    /// this lap stand at the used place.</summary>
    public bool HasGivenBack(GuestMemory memory, in RingAddresses at) =>
        memory.TryLoad16(FlagsAt(at, Used), out ushort flags) && (flags & PackedLayout.Used) != 0 == Used.Wrap;

    /// <summary>Goes on behind a list that was given back.</summary>
    /// <returns>Its slots.</returns>
    public int GoOn(in KeptChain kept, ushort size)
    {
        Used = Used.Plus(kept.Descriptors, size);
        return kept.Descriptors;
    }

    /// <summary>Whether the driver wants to be told of a publication (VQ-35).</summary>
    /// <param name="moved">Slots that it has moved <see cref="Used"/> by.</param>
    /// <param name="first">Since the start: then a place that is named may be a leftover.</param>
    public bool WantsNotification(GuestMemory memory, in RingAddresses at, ushort size, int moved, bool eventIdx, bool first)
    {
        Interlocked.MemoryBarrier();               // store → load: the used flags before the driver's wish (VQ-S4)
        if (!memory.TryLoad16(at.Avail + PackedLayout.EventFlags, out ushort flags)) return true;
        flags &= PackedLayout.EventMask;
        if (flags != PackedLayout.AtPlace || !eventIdx) return flags != PackedLayout.Disable;
        return first || !memory.TryLoad16(at.Avail + PackedLayout.EventPlace, out ushort wanted)
            || PackedLayout.Crossed(Used, moved, size, wanted);
    }

    /// <summary>Asks for a kick at the next list.</summary>
    /// <param name="known">The flags in memory are those that this device has written.</param>
    public bool TryAskForKicks(GuestMemory memory, in RingAddresses at, bool eventIdx, bool known)
    {
        ushort wanted = eventIdx ? PackedLayout.AtPlace : PackedLayout.Enable;
        if (eventIdx && !memory.TryStore16(at.Used + PackedLayout.EventPlace, Avail.Encoded)) return false;
        return (known && _eventFlags == wanted) || TryWrite(memory, at, wanted);
    }

    public bool TryRefuseKicks(GuestMemory memory, in RingAddresses at) => TryWrite(memory, at, PackedLayout.Disable);

    private bool TryWrite(GuestMemory memory, in RingAddresses at, ushort flags)
    {
        _eventFlags = flags;
        return memory.TryStore16(at.Used + PackedLayout.EventFlags, flags);
    }

    private static (PackedPlace Avail, PackedPlace Used) PlacesOf(uint start) =>
        (PackedPlace.Decode((ushort)start), PackedPlace.Decode((ushort)(start >> 16)));

    private static bool IsAvailable(ushort flags, PackedPlace at) =>
        (flags & (PackedLayout.Avail | PackedLayout.Used)) == PackedLayout.AvailableIn(at.Wrap);

    private static ulong FlagsAt(in RingAddresses at, PackedPlace place) =>
        at.Descriptors + PackedLayout.DescriptorSize * (ulong)place.Slot + PackedLayout.DescriptorFlags;
}
