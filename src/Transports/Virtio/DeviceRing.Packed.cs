namespace GpioHub.Transports.Virtio;

/// <content>
/// What is different in a packed ring (VQ-S6). The indices of a split ring are kept for one too, as counts of lists: a turn's snapshot is
/// the number of lists that were there. Where the lists are is said by two places.
/// </content>
public sealed partial class DeviceRing
{
    private KeptChain[] _kept = [];                // of each id in flight or staged; only of a packed ring
    private PackedPlace _availAt;
    private PackedPlace _usedAt;
    private int _slotsHeld;                        // of all lists fetched and not given back: never more than the ring has (VQ-34)
    private ushort _eventFlags;                    // as this device has written them last

    private bool Packed => (_features & RingFeatures.Packed) != 0;

    private uint PackedBase => _availAt.Encoded | (uint)_usedAt.Encoded << 16;

    private bool IsAvailable(PackedPlace at) =>
        _memory.TryLoad16(FlagsAt(at), out ushort flags)
        && (flags & (PackedLayout.Avail | PackedLayout.Used)) == PackedLayout.AvailableIn(at.Wrap);

    private ulong FlagsAt(PackedPlace at) =>
        _at.Descriptors + PackedLayout.DescriptorSize * (ulong)at.Slot + PackedLayout.DescriptorFlags;

    /// <summary>Counts the lists that are there, some turns' worth of them at most. What is counted is looked at again when it is
    /// fetched.</summary>
    private ushort CountAvailable()
    {
        const int Most = 64;
        var at = _availAt;
        ushort lists = 0;
        for (int slots = 0; lists < Most && slots < _size; slots++, at = at.Plus(1, _size))
        {
            if (!_memory.TryLoad16(FlagsAt(at), out ushort flags)) return Broke(RingFault.OutsideMemory);
            bool there = (flags & (PackedLayout.Avail | PackedLayout.Used)) == PackedLayout.AvailableIn(at.Wrap);
            if (!there) break;                     // of a list that is not whole the fetch finds out
            if ((flags & (ushort)DescriptorBits.Next) == 0) lists++;
        }

        if (lists == 0 && IsAvailable(_availAt)) lists = 1;
        return (ushort)(_nextAvail + lists);

        ushort Broke(RingFault fault)
        {
            Break(fault);
            return _nextAvail;
        }
    }

    private FetchResult FetchPacked(long nowNs)
    {
        bool indirect = (_features & RingFeatures.IndirectDescriptors) != 0;
        RingFault fault = Current.WalkPacked(_memory, _at.Descriptors, _size, _availAt, indirect, out ushort id);
        int descriptors = Current.Kept.Descriptors;
        if (fault != RingFault.None) return Broken(fault);
        if (id >= _size) return Broken(RingFault.HeadOutOfRange);
        if (!_inFlight.IsFree(id)) return Broken(RingFault.HeadInFlight);
        if (_slotsHeld + descriptors > _size) return Broken(RingFault.AvailJump);
        PutInFlight(id, nowNs, serial: 0);
        KeepPacked(id, Current.Kept);
        _availAt = _availAt.Plus(descriptors, _size);
        _nextAvail++;
        return FetchResult.Chain;
    }

    private void KeepPacked(ushort id, in KeptChain kept)
    {
        _kept[id] = kept;
        _slotsHeld += kept.Descriptors;
    }

    /// <summary>Writes what is staged over the ring, the flags of the first last: the driver sees all of it at once.</summary>
    /// <returns>How many slots the used place went on; less than 0: the ring is not in guest memory.</returns>
    private int GiveBackPacked()
    {
        var first = _usedAt;
        ushort firstFlags = 0;
        int moved = 0;
        for (int i = 0; i < _stagedCount; i++)
        {
            ref readonly StagedCompletion done = ref _staged[i];
            ushort flags = (ushort)(PackedLayout.UsedIn(_usedAt.Wrap) | (done.UsedLength > 0 ? (ushort)DescriptorBits.Write : 0));
            bool reached = PackedDescriptor.TryGiveBack(_memory, _at.Descriptors, _usedAt.Slot, done.UsedLength, done.Head);
            if (i == 0) firstFlags = flags;
            else reached &= _memory.TryStore16(FlagsAt(_usedAt), flags);
            if (!reached) return -1;
            int descriptors = _kept[done.Head].Descriptors;
            moved += descriptors;
            _usedAt = _usedAt.Plus(descriptors, _size);
        }

        // Release: everything above is visible before the flags that expose it (VQ-33).
        if (!_memory.TryStore16(FlagsAt(first), firstFlags)) return -1;
        _slotsHeld -= moved;
        _nextUsed += (ushort)_stagedCount;
        return moved;
    }

    /// <summary>Whether the driver wants to be told (VQ-35). Called once for each publication.</summary>
    private bool WantsNotificationPacked(int moved)
    {
        Interlocked.MemoryBarrier();               // store → load: the used flags before the driver's wish (VQ-S4)
        if (!_memory.TryLoad16(_at.Avail + PackedLayout.EventFlags, out ushort flags)) return true;
        flags &= PackedLayout.EventMask;
        bool first = !_notified;
        _notified |= EventIdx;
        if (flags == PackedLayout.Disable) return false;
        if (flags != PackedLayout.AtPlace || !EventIdx || first) return true;
        return !_memory.TryLoad16(_at.Avail + PackedLayout.EventPlace, out ushort wanted)
            || PackedLayout.Crossed(_usedAt, moved, _size, wanted);
    }

    private bool TryAskForKicks()
    {
        ushort wanted = EventIdx ? PackedLayout.AtPlace : PackedLayout.Enable;
        if (EventIdx && !_memory.TryStore16(_at.Used + PackedLayout.EventPlace, _availAt.Encoded)) return false;
        return (_kicks != Kicks.Unknown && _eventFlags == wanted) || TryWriteEventFlags(wanted);
    }

    /// <summary>A place that the driver has passed asks for no kick in nearly two laps: then nothing needs to be written.</summary>
    private bool TryRefuseKicks() =>
        (EventIdx && _kicksAskedAt != _nextAvail) || TryWriteEventFlags(PackedLayout.Disable);

    private bool TryWriteEventFlags(ushort flags)
    {
        _eventFlags = flags;
        return _memory.TryStore16(_at.Used + PackedLayout.EventFlags, flags);
    }

    /// <summary>Begins at the places of a base (VQ-36).</summary>
    /// <returns>false: they do not fit the ring (VQ-73).</returns>
    private static bool TryPlaces(uint start, ushort size, out PackedPlace avail, out PackedPlace used)
    {
        (avail, used) = (PackedPlace.Decode((ushort)start), PackedPlace.Decode((ushort)(start >> 16)));
        int held = used.To(avail, size);
        return avail.Slot < size && used.Slot < size && held >= 0 && held <= size;
    }

    /// <summary>User-Mode Linux tells 0 as the base of any ring that begins. A ring whose last slot was never written is in its first
    /// lap.</summary>
    private static uint BaseOf(uint told, GuestMemory memory, RingAddresses at, ushort size)
    {
        bool begins = told == 0 && PackedDescriptor.TryRead(memory, at.Descriptors, (ushort)(size - 1), out var last) && last == default;
        return begins ? PackedLayout.FirstBase : told;
    }

    /// <summary>Finds the lists that the driver has given and not got back, as far as used descriptors are not written over them: all of
    /// them, if they were given back in order.</summary>
    private void ReconstructPacked()
    {
        var to = _availAt;
        int left = _usedAt.To(to, _size), lost = 0;
        List<(ushort Id, KeptChain Kept)> owed = [];
        for (var at = _usedAt; left > 0;)
        {
            var fault = Current.WalkPacked(_memory, _at.Descriptors, _size, at, (_features & RingFeatures.IndirectDescriptors) != 0,
                out ushort id);
            int slots = fault == RingFault.None ? Math.Min(Current.Kept.Descriptors, left) : 1;
            if (fault == RingFault.None && id < _size && owed.TrueForAll(each => each.Id != id)) owed.Add((id, Current.Kept));
            else lost++;
            at = at.Plus(slots, _size);
            left -= slots;
        }

        Current.Detach();
        (_nextAvail, Lost) = ((ushort)(_nextUsed + owed.Count), lost);
        FetchAgain([.. owed.Select(each => each.Id)], [.. owed.Select(each => each.Kept)]);
    }
}
